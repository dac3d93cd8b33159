using System.Collections.Immutable;

namespace Serverless.Graph.Documents;

/// <summary>
/// The first folders of a tenant's container that are the platform's own. Datasets lie beside them, so none may have such a name, whatever the case: a store
/// or a tool on top of it may know no case. New ones begin with <c>_</c>, which no new dataset's name does. The names are persisted and only grow.
/// </summary>
public static class Layout
{
    /// <summary>Of each job its document, submission, events, failures, pins.</summary>
    public const string Jobs = "jobs";

    /// <summary>The list of jobs.</summary>
    public const string Index = "index";

    /// <summary>What is finished.</summary>
    public const string Ledger = "ledger";

    /// <summary>Results by node.</summary>
    public const string Results = "results";

    /// <summary>Streams by content.</summary>
    public const string Values = "values";

    /// <summary>Plans and snapshots by content.</summary>
    public const string Plans = "plans";

    /// <summary>Code by content.</summary>
    public const string Packages = "packages";

    /// <summary>What the collector keeps for itself.</summary>
    public const string Cache = "cache";

    /// <summary>What was learned of functions.</summary>
    public const string Statistics = "statistics";

    /// <summary>Signs of life of workers, by pool.</summary>
    public const string Pools = "_pools";

    public static ImmutableArray<string> Folders { get; } = [Jobs, Index, Ledger, Results, Values, Plans, Packages, Cache, Statistics, Pools];

    /// <summary>Whether a first folder of that name is the platform's.</summary>
    public static bool IsOurs(string folder) => Folders.Contains(folder, StringComparer.OrdinalIgnoreCase);
}
