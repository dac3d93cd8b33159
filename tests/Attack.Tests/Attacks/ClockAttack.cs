using System.Text;
using Serverless.Activities;
using Serverless.Api.Jobs;
using Serverless.Attack.Tests.Functions;
using Serverless.Attack.Tests.Kit;
using Serverless.BuiltIns;
using Serverless.Durable;
using Serverless.Embedded;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Native.Files;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Results;
using Serverless.Testing;

namespace Serverless.Attack.Tests.Attacks;

/// <summary>The wall clock is set, forwards and backwards, while tasks run, are tried again and wait; once the process is started anew in between.</summary>
internal sealed class ClockAttack : IAttack
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(Quarry)).Build();
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    // Tries again after seconds would be hours where the clock is asked how long they were.
    private const string Job = """
        {
          "version": 1, "name": "clock",
          "nodes": {
            "numbers": { "range": { "count": 12 } },
            "thirds": { "map": "quarry.third", "over": "numbers", "policy": { "retries": { "count": 2, "backoff": "100ms" }, "timeout": "30s" } },
            "marked": { "map": "quarry.mark", "over": "thirds" },
            "total": { "reduce": "math.add", "over": "marked" },
            "rows": { "items": [{ "v": 1 }, { "v": 2 }] },
            "saved": { "write": { "dataset": "kept", "mode": "replace" }, "over": "rows" },
            "back": { "read": { "dataset": "kept" }, "after": ["saved", "total"] },
            "all": { "call": "sql", "over": "back", "args": { "query": "SELECT sum(v)::BIGINT AS v FROM input" } }
          },
          "outputs": ["total", "all"]
        }
        """;

    public string? Problem => null;

    public async Task<Blow> StrikeAsync(Random random, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var time = new JumpingTime();
        var jumps = 0;
        var id = $"clock-{random.Next()}";
        for (var life = 0; ; life++)
        {
            await using var services = new HostServices(new LocalBlobAccount(folder.Of("data"), time), new Lazy<ScratchFolder>(ScratchFolder.Create), () => Catalog, allowLocalFiles: true, JobPermissions.All, time);
            EmbeddedEngine? engine = null;
            var registry = services.AddTo(new DurableRegistry(), services.Execution, new PlanOptions { Slots = 2, MaxUnitTasks = 2 }, () => engine!.Client);
            await using (engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = folder.Of("hub"), Registry = registry, Time = time, Durability = Durability.Flush }, cancellationToken))
            {
                await engine.StartAsync(cancellationToken);
                var submitter = new JobSubmitter(services.Tenants, Catalog, services.Resolvers, time);
                var job = (await submitter.AcceptAsync(engine.Client, Tenants.Default, Encoding.UTF8.GetBytes(Job), new SubmitOptions { JobId = id }, cancellationToken)).Job;
                var waiting = engine.Client.WaitAsync(JobSubmitter.InstanceOf(job), cancellationToken);
                var clock = System.Diagnostics.Stopwatch.StartNew();
                while (!waiting.IsCompleted && clock.Elapsed < MaxWait && !(life == 0 && clock.Elapsed > TimeSpan.FromMilliseconds(400)))
                {
                    await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 80)), TimeProvider.System, cancellationToken));
                    time.Jump(TimeSpan.FromSeconds((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(0, 8))));
                    jumps++;
                }
                if (!waiting.IsCompleted && life == 0) continue;
                if (!waiting.IsCompleted) return Blow.Broken("hang", $"after {jumps} jumps") with { Strikes = jumps };
                var state = await waiting;
                var outcome = state.Status == InstanceStatus.Completed ? state.ReadOutput<JobOutcome>()! : null;
                if (outcome is not { Succeeded: true }) return Blow.Broken("the job fails", $"{state.Failure?.Message} {string.Join("\n", outcome?.Failures.Select(f => $"{f.Task} {f.Kind} {f.Message}") ?? [])}") with { Strikes = jumps };
                var stores = services.Tenants[Tenants.Default];
                var outputs = (await stores.Jobs.FindAsync<Dictionary<string, JobOutput>>(job.Id, JobBlobs.Outputs, cancellationToken))!;
                var total = await OutputFiles.ReadJsonAsync(stores, outputs["total"], cancellationToken);
                // 0² + ... + 11², and 12.
                return total == "518" ? new Blow("right") { Strikes = jumps } : Blow.Broken("wrong result", total) with { Strikes = jumps };
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
