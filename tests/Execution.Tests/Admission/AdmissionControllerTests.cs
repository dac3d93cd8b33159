using FsCheck;
using FsCheck.Fluent;
using Serverless.Execution.Admission;

namespace Serverless.Execution.Tests.Admission;

public sealed class AdmissionControllerTests
{
    [Fact]
    public async Task Enter_NoRoom_WaitsForSomebodyToLeave()
    {
        var controller = new AdmissionController(2, 100);
        var first = await controller.EnterAsync(1, 70, default);
        var second = controller.EnterAsync(1, 40, default).AsTask();

        Assert.False(second.IsCompleted);
        first.Dispose();
        Assert.Equal(40, (await second).Bytes);
    }

    [Fact]
    public async Task Enter_SmallOneBehindALargeOne_DoesNotOvertake()
    {
        var controller = new AdmissionController(4, 100);
        var first = await controller.EnterAsync(1, 60, default);
        var large = controller.EnterAsync(1, 90, default).AsTask();
        var small = controller.EnterAsync(1, 10, default).AsTask();

        Assert.False(small.IsCompleted);
        first.Dispose();
        (await large).Dispose();
        (await small).Dispose();
        Assert.Equal(0, controller.Waiting);
    }

    [Fact]
    public async Task Enter_MoreThanThereIs_IsAdmittedAloneAndSaysSo()
    {
        var controller = new AdmissionController(4, 100);
        var small = await controller.EnterAsync(1, 1, default);
        var huge = controller.EnterAsync(1, 1000, default).AsTask();

        Assert.False(huge.IsCompleted);
        small.Dispose();
        Assert.True((await huge).IsOvercommit);
    }

    [Fact]
    public async Task Enter_CancelledWhileWaiting_LetsTheNextOneIn()
    {
        var controller = new AdmissionController(1, 100);
        var first = await controller.EnterAsync(0.5, 50, default);
        using var cancel = new CancellationTokenSource();
        var large = controller.EnterAsync(0.5, 90, cancel.Token).AsTask();
        var small = controller.EnterAsync(0.5, 50, default).AsTask();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small).Dispose();
        first.Dispose();
        Assert.False((await controller.EnterAsync(1, 100, default)).IsOvercommit);
    }

    [Fact]
    public void Enter_AnyDemandsInAnyOrder_NeverMoreThanThereIsAndEverybodyGetsIn()
    {
        var demands = Gen.Choose(1, 60).ListOf().Where(l => l.Count is > 0 and < 40).ToArbitrary();
        Prop.ForAll(demands, sizes =>
        {
            var controller = new AdmissionController(3, 50);
            var waiting = sizes.Select(s => (Size: s, Entry: controller.EnterAsync(1, s, default).AsTask())).ToList();
            var served = 0;
            while (served < sizes.Count)
            {
                var inside = waiting.Where(w => w.Entry.IsCompleted).ToList();
                if (inside.Count is 0 or > 3 || (inside.Count > 1 && inside.Sum(i => i.Size) > 50)) return false;
                waiting.Remove(inside[0]);
                inside[0].Entry.Result.Dispose();
                served++;
                // Admission completes on the pool.
                SpinWait.SpinUntil(() => waiting.Count == 0 || waiting.Count - controller.Waiting == waiting.Count(w => w.Entry.IsCompleted));
            }
            return true;
        }).QuickCheckThrowOnFailure();
    }
}
