using Serverless.Execution.Admission;

namespace Serverless.Execution.Tests.Admission;

public sealed class GroupLimitsTests
{
    private readonly GroupLimits _limits = new();

    [Fact]
    public async Task Enter_GroupIsFull_WaitsForSomebodyToLeave()
    {
        var first = await EnterAsync("job", ("a", 1));
        var second = EnterAsync("job", ("a", 1));

        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task Enter_SameGroupOfAnotherJob_DoesNotWait()
    {
        using var first = await EnterAsync("job", ("a", 1));
        using var second = await EnterAsync("other", ("a", 1));
    }

    [Fact]
    public async Task Enter_OneOfTwoGroupsIsFull_HoldsNoneAndIsNotPassed()
    {
        var first = await EnterAsync("job", ("a", 1));
        var both = EnterAsync("job", ("a", 1), ("b", 1));
        var late = EnterAsync("job", ("b", 1));
        using var elsewhere = await EnterAsync("job", ("c", 1));

        Assert.False(both.IsCompleted || late.IsCompleted);
        first.Dispose();
        (await both).Dispose();
        (await late).Dispose();
    }

    [Fact]
    public async Task Enter_CancelledWhileWaiting_LetsTheNextOneIn()
    {
        using var first = await EnterAsync("job", ("a", 1));
        using var cancel = new CancellationTokenSource();
        var gone = _limits.EnterAsync("job", new Dictionary<string, int> { ["a"] = 1, ["b"] = 1 }, cancel.Token).AsTask();
        var next = EnterAsync("job", ("b", 1));
        Assert.False(next.IsCompleted);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        (await next).Dispose();
    }

    private Task<IDisposable> EnterAsync(string job, params (string Group, int Count)[] groups) =>
        _limits.EnterAsync(job, groups.ToDictionary(g => g.Group, g => g.Count), default).AsTask();
}
