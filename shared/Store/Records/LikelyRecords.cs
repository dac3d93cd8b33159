using Serverless.Planning;

namespace Serverless.Store.Records;

/// <summary>Where records probably are: as a plan has cut the tasks of a node, and in the epoch for which it did. A record has the name of its first task, so it is found without a list.</summary>
/// <param name="Epoch">As the plan says.</param>
/// <param name="Ranges">Tasks of its units; some of those that are wanted may be in none.</param>
public sealed record LikelyRecords(int Epoch, IReadOnlyList<IndexRange> Ranges)
{
    /// <summary>
    /// The job that asks. What this process recorded for it in the epoch counts for it without another look at the fence: it counted when it was recorded, and should somebody have
    /// closed the epoch since, the results are the same, or gone, which the reader notices. Files of a dataset are not taken so: a commit names what counts now. Null: every record is looked at as it counts now.
    /// </summary>
    public string? Job { get; init; }
}
