using Serverless.Client.Building;
using Serverless.Testing;

namespace Serverless.Embedded.Tests.Progress;

/// <summary>Two callers of one program want the same.</summary>
public sealed class SharedWorkTests
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task ComputeAsync_CancelledWhileAnotherCallerComputesTheSame_EndsAloneAndAtOnce()
    {
        using var data = new TempFolder();
        await using var here = await LocalHost.StartAsync(new LocalHostOptions { DataFolder = data.Path });
        var held = new JobGraph("held").Range(3).Map(x => HeldSteps.Wait(x, default));
        var first = here.ComputeAsync(held);
        await HeldSteps.Started.Task.WaitAsync(MaxWait);
        using var cancel = new CancellationTokenSource();
        var second = here.ComputeAsync(held, cancellationToken: cancel.Token);
        // Both have planned: the second one waits for what the first has in hand.
        await Condition.WaitAsync("the second job has planned", () => Directory.GetDirectories(data.Of("blobs", "default", "data", "jobs+"), "pins+", SearchOption.AllDirectories).Length == 2);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(MaxWait));
        Assert.False(first.IsCompleted);
        HeldSteps.Gate.SetResult();
        Assert.Equal([0L, 1, 2], await first.WaitAsync(MaxWait));
    }
}
