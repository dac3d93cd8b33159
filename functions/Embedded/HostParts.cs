using Serverless.Activities;
using Serverless.Activities.Eager;
using Serverless.Execution;
using Serverless.Execution.Resolving;
using Serverless.Execution.Units;
using Serverless.Native.Files;
using Serverless.Storage.Local;
using Serverless.Tables;

namespace Serverless.Embedded;

/// <summary>What a host is made of, before its engine.</summary>
internal sealed class HostParts
{
    public HostParts(LocalHostOptions options)
    {
        Scratch = ScratchFolder.Create();
        Folder = Path.GetFullPath(options.DataFolder ?? Path.Combine(Scratch.Path, "data"));
        Tables = new Lazy<TableEngine>(() => new TableEngine(new EngineOptions(Directory.CreateDirectory(Path.Combine(Scratch.Path, "tables")).FullName)));
        Tenants = new Tenants(options.WrapBlobs(new LocalBlobAccount(Folder, TimeProvider.System, options.Files)), TimeProvider.System);
        Functions = new GrowingCatalog(options.Functions);
        // Documents come from this program: its files are its own.
        Resolvers = new ResolverFactory(Tables, allowLocalFiles: true);
        Loader = new JobLoader(Tenants, () => Functions.Current);
        Execution = new ExecutionOptions { ScratchFolder = Scratch.Path, AllowLocalFiles = true, RecordEvery = options.RecordEvery };
        Plan = new PlanOptions { Slots = options.Slots, MaxUnitTasks = options.MaxUnitTasks, UnitAim = options.UnitAim };
        Eager = new EagerJobs(Loader, Resolvers, Execution, Cancels);
    }

    public string Folder { get; }

    public ScratchFolder Scratch { get; }

    public Lazy<TableEngine> Tables { get; }

    public Tenants Tenants { get; }

    public GrowingCatalog Functions { get; }

    public ResolverFactory Resolvers { get; }

    public JobLoader Loader { get; }

    public ExecutionOptions Execution { get; }

    public PlanOptions Plan { get; }

    public CancelWatch Cancels { get; } = new(TimeProvider.System);

    public EagerJobs Eager { get; }
}
