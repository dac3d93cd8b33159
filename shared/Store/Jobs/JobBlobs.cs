using Serverless.Graph.Documents;

namespace Serverless.Store.Jobs;

/// <summary>Names of a job's blobs, all of them, below its folder. The folders at the top of a container are those of <see cref="Layout"/>, which documents may not use.</summary>
public static class JobBlobs
{
    /// <summary>The document as submitted.</summary>
    public const string Document = "document.json";

    /// <summary>Where relative paths of the document start, and the like.</summary>
    public const string Submission = "submission.json";

    /// <summary>Present once somebody asked to cancel.</summary>
    public const string Cancel = "cancel";

    /// <summary>Why it was suspended; there while it is.</summary>
    public const string Suspension = "suspended.json";

    /// <summary>What the job's outputs are, and where.</summary>
    public const string Outputs = "outputs.json";

    /// <summary>What the tasks of a unit logged, the last lines; there when they logged anything.</summary>
    public static string LogOf(int stage, int unit) => FormattableString.Invariant($"{Logs}/{stage}-{unit}");

    /// <summary>How a unit failed, in full; there when it did.</summary>
    public static string FailureOf(int stage, int unit) => FormattableString.Invariant($"{Failures}/{stage}-{unit}.json");

    /// <summary>Present once the commit of a node that writes has begun.</summary>
    public static string CommitOf(string node) => $"commits/{node}";

    /// <summary>Folder of what the tasks of units logged.</summary>
    public const string Logs = "logs";

    /// <summary>Folder of how units failed.</summary>
    public const string Failures = "failures";

    /// <summary>Folder of what a job holds of the cache, by stage.</summary>
    internal const string Pins = "pins";

    /// <summary>Folder of the job's events, in pages.</summary>
    internal const string Events = "events";

    /// <summary>Folder of the attempts at units that take long.</summary>
    internal const string Attempts = "attempts";

    /// <summary>Attempts that are to stop, since another one ended.</summary>
    internal const string Stops = "stops";

    /// <summary>Folder of plans, by hash.</summary>
    public const string Plans = Layout.Plans;

    /// <summary>Folder of snapshots, by hash.</summary>
    public const string Snapshots = $"{Layout.Plans}/snapshots";
}
