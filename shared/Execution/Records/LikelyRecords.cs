using Serverless.Planning;

namespace Serverless.Execution.Records;

/// <summary>Where records probably are: as a plan has cut the tasks of a node, and in the epoch for which it did. A record has the name of its first task, so it is found without a list.</summary>
/// <param name="Epoch">As the plan says.</param>
/// <param name="Ranges">Tasks of its units; some of those that are wanted may be in none.</param>
public sealed record LikelyRecords(int Epoch, IReadOnlyList<IndexRange> Ranges);
