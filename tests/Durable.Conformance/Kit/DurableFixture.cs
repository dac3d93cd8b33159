using Serverless.Testing;

namespace Serverless.Durable.Conformance.Kit;

/// <summary>One hub and the engine that runs it, for one test.</summary>
public abstract class DurableFixture : IAsyncDisposable
{
    // Only what will never end takes so long: a machine that does ten other things must not make a test fail.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(3);

    private IDurableEngine? _engine;

    /// <summary>The engine's clock.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>Whether <see cref="Pass"/> can skip days.</summary>
    public abstract bool MovesClock { get; }

    public IDurableEngine Engine => _engine ?? throw new InvalidOperationException("No engine runs.");

    public DurableClient Client => Engine.Client;

    /// <summary>Starts an engine over the fixture's hub, with this code.</summary>
    public async Task<DurableClient> StartAsync(DurableRegistry registry)
    {
        _engine = await OpenAsync(registry);
        await _engine.StartAsync(CancellationToken.None);
        return _engine.Client;
    }

    /// <summary>The process goes away without a word, and another one comes up over the same hub.</summary>
    public async Task<DurableClient> RestartAsync(DurableRegistry registry)
    {
        await StopAsync();
        return await StartAsync(registry);
    }

    /// <summary>The process goes away; nothing runs until the next start.</summary>
    public async Task StopAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        _engine = null;
    }

    /// <summary>To be called by an entity's code: its host dies at this instant, as by kill -9.</summary>
    public abstract void DieInOperation();

    /// <summary>Waits for the death of <see cref="DieInOperation"/>; another host comes up over the same hub where the engine needs one.</summary>
    public abstract Task ReviveAsync(DurableRegistry registry);

    /// <summary>Lets time pass.</summary>
    public abstract Task Pass(TimeSpan time);

    /// <summary>Waits for an instance's end while time passes, so that its timers come due.</summary>
    public async Task<InstanceState> EndAsync(InstanceId instance, TimeSpan? step = null)
    {
        using var limit = new CancellationTokenSource(MaxWait);
        var end = Client.WaitAsync(instance, limit.Token);
        try
        {
            while (!end.IsCompleted)
            {
                if (step is { } by) await Pass(by);
                await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token));
            }
            return await end;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"After {MaxWait.TotalSeconds:0} s orchestration '{instance}' has not ended: {await Client.GetAsync(instance, CancellationToken.None)}.", e);
        }
    }

    /// <summary>Waits until an instance looks as wanted.</summary>
    public Task UntilAsync(InstanceId instance, string what, Func<InstanceState, bool> holds) =>
        Condition.WaitAsync($"orchestration '{instance}' {what}", async () => await Client.GetAsync(instance, CancellationToken.None) is { } state && holds(state));

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IDurableEngine> OpenAsync(DurableRegistry registry);
}
