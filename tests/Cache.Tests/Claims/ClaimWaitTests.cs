using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Jobs;
using Serverless.Logic;
using Serverless.Logic.Claims;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Claims;

/// <summary>Waiting for a claim: costs no history, however long; time is the tests'.</summary>
public sealed class ClaimWaitTests : IAsyncLifetime, IDisposable
{
    private const string Token = "aa11";

    private static readonly InstanceId Waiting = new("acme~late:c0");

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly Look _look = new();
    private EmbeddedEngine _engine = null!;

    private static EntityId Shard => ClaimNames.ShardOf("acme", Token);

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        var registry = new DurableRegistry()
            .AddEntity(ClaimNames.Entity, new ClaimShardEntity())
            .AddOrchestrator(ClaimNames.Wait, static () => new ClaimWaitOrchestration())
            .AddActivity(ActivityNames.LookAtClaimant, _look);
        _engine = await EmbeddedEngine.OpenAsync(
            new EmbeddedEngineOptions { Folder = _folder.Of("hub"), Registry = registry, Time = _time, ReplayEveryStep = true, Validate = true, MaxHistoryEvents = 180 }, None);
        await _engine.StartAsync(None);
        await _engine.Client.SignalEntityAsync(Shard, "acquire", new ClaimAsk("first", [Token]), None);
        await _engine.Client.StartAsync(ClaimNames.Wait, new ClaimWait(new JobKey("acme", "late"), Token, TimeSpan.FromSeconds(1)), Waiting, None);
        await Condition.WaitAsync("it waits", async () => (await ClaimsAsync())?.Claims[Token].Waiters.Length == 1);
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Claim_ThatIsFreeAfterAMonth_EndsTheWait()
    {
        for (var i = 0; i < 100; i++) await PassAsync(TimeSpan.FromMinutes(5));
        await PassAsync(TimeSpan.FromDays(29));
        Assert.Single((await ClaimsAsync())!.Claims[Token].Waiters);

        await _engine.Client.SignalEntityAsync(Shard, "release", new ClaimAsk("first", [Token]), None);

        Assert.Equal(new ClaimWaitEnd(), await EndAsync());
        Assert.InRange(_look.Looks, 100, 115);
    }

    [Fact]
    public async Task Claimant_ThatDiesLater_IsNamed()
    {
        await PassAsync(TimeSpan.FromSeconds(1));
        _look.IsDead = true;

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(new ClaimWaitEnd { Dead = "first" }, await EndAsync());
    }

    [Fact]
    public async Task Hint_ToAJobThatIsCancelled_EndsTheWaitAtOnce()
    {
        _look.IsCancelled = true;

        await _engine.Client.RaiseEventAsync(Waiting, ClaimWaitOrchestration.Hint, true, None);

        Assert.Equal(new ClaimWaitEnd { IsCancelled = true }, await EndAsync());
    }

    private Task<ClaimShard?> ClaimsAsync() => _engine.Client.GetEntityAsync<ClaimShard>(Shard, None);

    private async Task<ClaimWaitEnd> EndAsync()
    {
        var end = await _engine.Client.WaitAsync(Waiting, None).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(end.Status == InstanceStatus.Completed, end.Failure?.Message);
        return end.ReadOutput<ClaimWaitEnd>()!;
    }

    // Until it has looked again.
    private async Task PassAsync(TimeSpan time)
    {
        var looks = _look.Looks;
        _time.Advance(time);
        await Condition.WaitAsync("it looked again", () =>
        {
            // The timer may have been set after the clock moved.
            if (_look.Looks == looks) _time.Advance(TimeSpan.FromSeconds(1));
            return _look.Looks > looks;
        });
    }

    private sealed class Look : Activity<ClaimantRequest, ClaimantState>
    {
        private int _looks;

        public int Looks => Volatile.Read(ref _looks);

        public bool IsDead { get; set; }

        public bool IsCancelled { get; set; }

        public override Task<ClaimantState> RunAsync(ActivityContext context, ClaimantRequest input, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _looks);
            return Task.FromResult(new ClaimantState(IsDead, IsCancelled));
        }
    }
}
