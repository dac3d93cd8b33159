using Serverless.Execution.Admission;
using Serverless.Execution.Units;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Admission;

public sealed class MemoryMonitorTests
{
    private readonly ManualTime _time = new();
    private long _inUse = 500;

    [Fact]
    public async Task PeakBytes_OfAUnitAlone_IsTheMostBeyondWhatWasThereBefore()
    {
        var room = await AdmissionController(1000).EnterAsync(1, 100, default);
        Look(730);
        Look(600);
        room.Dispose();

        Assert.Equal(230, room.PeakBytes);
    }

    [Fact]
    public async Task PeakBytes_OfAUnitThatIsOverBeforeAnybodyLooks_IsWhatItHasAtItsEnd()
    {
        var room = await AdmissionController(1000).EnterAsync(1, 100, default);
        _inUse = 620;
        room.Dispose();

        Assert.Equal(120, room.PeakBytes);
    }

    [Fact]
    public async Task PeakBytes_OfUnitsTogether_IsSharedAsTheyWereAdmitted()
    {
        var controller = AdmissionController(1000);
        var (small, large) = (await controller.EnterAsync(1, 100, default), await controller.EnterAsync(1, 300, default));
        Look(900);

        Assert.Equal((100, 300), (small.PeakBytes, large.PeakBytes));
        large.Dispose();
        small.Dispose();
    }

    [Fact]
    public async Task Enter_TheRunningUnitTakesMoreThanItSaid_TheNextOneWaitsUntilThatIsFree()
    {
        var controller = AdmissionController(1000);
        using var first = await controller.EnterAsync(1, 100, default);
        Look(500 + 800);
        var second = controller.EnterAsync(1, 300, default).AsTask();

        Assert.False(second.IsCompleted);
        Look(500 + 700);
        Assert.Equal(300, (await second).Bytes);
        (await second).Dispose();
    }

    [Fact]
    public async Task Enter_TheOnlyOneThatRanTookTooMuch_TheNextOneIsLetInWhenItLeaves()
    {
        var controller = AdmissionController(1000);
        var first = await controller.EnterAsync(1, 100, default);
        Look(500 + 5000);
        var second = controller.EnterAsync(1, 300, default).AsTask();

        first.Dispose();

        Assert.False((await second).IsOvercommit);
        (await second).Dispose();
    }

    [Theory]
    [InlineData(200, 100, false)]
    [InlineData(400, 300, false)]
    [InlineData(400, 100, true)]
    public void IsFarOver_MebibytesOfPeakAndAdmission_TellsNoiseFromNeed(long peak, long admitted, bool expected) =>
        Assert.Equal(expected, UnitEvents.IsFarOver(peak << 20, admitted << 20));

    private AdmissionController AdmissionController(long bytes) => new(4, bytes, new MemoryMonitor(() => _inUse, _time));

    private void Look(long inUse)
    {
        _inUse = inUse;
        _time.Advance(TimeSpan.FromMilliseconds(100));
    }
}
