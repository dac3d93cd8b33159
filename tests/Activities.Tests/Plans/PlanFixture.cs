using System.Text;
using Serverless.Activities.Stages;
using Serverless.BuiltIns;
using Serverless.Durable;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Resolving;
using Serverless.Tables;
using Serverless.Testing;

namespace Serverless.Activities.Tests.Plans;

/// <summary>Plans of documents as a job gets them, and what its orchestrations are handed of them; every answer is held to the size of a payload.</summary>
internal sealed class PlanFixture : IAsyncDisposable
{
    private static readonly JobKey Job = new("acme", "wide");
    private static readonly ActivityContext Context = new(new InstanceId("acme~wide"), "test");

    private readonly TempFolder _folder = new();
    private readonly JobLoader _loader;
    private readonly TenantStores _stores;
    private readonly ResolverFactory _resolvers = new(new Lazy<TableEngine>(() => throw new InvalidOperationException("These jobs read no tables.")), allowLocalFiles: false);

    public PlanFixture()
    {
        var tenants = new Tenants(new LocalBlobAccount(_folder.Path, TimeProvider.System), TimeProvider.System);
        _stores = tenants[Job.Tenant];
        _loader = new JobLoader(tenants, new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(PlanFunctions)).Build());
    }

    /// <summary>The stage as its orchestration has it.</summary>
    public StageLayout Stage { get; private set; } = new([]);

    /// <summary>Its blocks likewise.</summary>
    public IReadOnlyList<BlockLayout> Blocks { get; private set; } = [];

    public StagePlan Plan { get; private set; } = null!;

    /// <summary>How many answers the stage took.</summary>
    public int StageParts { get; private set; }

    public async Task PlanAsync(string nodes, string outputs, string job = "", PlanOptions? options = null)
    {
        var document = $$"""{ "version": 1, "name": "wide", "nodes": { {{nodes}} }, "outputs": [{{outputs}}]{{job}} }""";
        await _stores.Jobs.PutBytesAsync(Job.Id, JobBlobs.Document, Encoding.UTF8.GetBytes(document), CancellationToken.None);
        await _stores.Jobs.PutAsync(Job.Id, JobBlobs.Submission, new Submission { Name = "wide", DocumentHash = "", SubmittedAt = DateTimeOffset.UnixEpoch }, CancellationToken.None);
        var resolved = await new ResolveActivity(_loader, _resolvers).RunAsync(Context, new StageRequest(Job, 0), CancellationToken.None);
        var planned = await new PlanActivity(_loader, options ?? new PlanOptions { Slots = 64, MaxUnitTasks = 1 }).RunAsync(Context, new StageRequest(Job, 0, resolved.Snapshot), CancellationToken.None);
        AssertFits(planned);
        Plan = await _stores.Jobs.GetImmutableAsync<StagePlan>(planned.Plan, CancellationToken.None);
        await LoadStageAsync(planned.Plan);
        var load = new LoadBlockActivity(_loader);
        var blocks = new List<BlockLayout>();
        for (var block = 0; block < planned.Blocks; block++) blocks.Add(AssertFits(await load.RunAsync(Context, new BlockRequest(Job, planned.Plan, block), CancellationToken.None)));
        Blocks = blocks;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // As the orchestration does.
    private async Task LoadStageAsync(string plan)
    {
        var load = new LoadStageActivity(_loader);
        var (needs, most, groups, hasMore) = (new List<IReadOnlyList<OrdinalRange>>(), new List<int>(), new List<int[]>(), true);
        while (hasMore)
        {
            var part = AssertFits(await load.RunAsync(Context, new BlockRequest(Job, plan, needs.Count), CancellationToken.None));
            Assert.NotEmpty(part.Needs);
            needs.AddRange(part.Needs);
            most.AddRange(part.Limits?.Most ?? []);
            groups.AddRange(part.Limits?.GroupsOf ?? [.. part.Needs.Select(static _ => Array.Empty<int>())]);
            hasMore = part.HasMore;
            StageParts++;
        }
        Stage = new StageLayout(needs) { Limits = new StageLimits(most, groups) };
    }

    private static T AssertFits<T>(T payload)
    {
        // Throws where it does not.
        Assert.NotNull(DurableJson.Write(payload, typeof(T).Name));
        return payload;
    }
}
