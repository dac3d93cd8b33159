using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Planning.Snapshots;

namespace Serverless.Execution.Values.Blobs;

/// <summary>The files that <c>files</c> nodes of a job were resolved to. Functions open them by name.</summary>
internal static class NamedFiles
{
    private static readonly ConditionalWeakTable<JobSnapshot, FrozenDictionary<string, PartitionSnapshot>> Known = [];

    /// <summary>By name; made once for a snapshot, which all units of a job share.</summary>
    public static IReadOnlyDictionary<string, PartitionSnapshot> Of(JobDocument document, JobSnapshot snapshot) =>
        Known.GetValue(snapshot, s => document.Nodes.OfType<FilesNode>()
            .SelectMany(n => s.Reads.TryGetValue(n.Id.Value, out var read) ? read.Partitions : [])
            .DistinctBy(p => p.File, StringComparer.Ordinal)
            .ToFrozenDictionary(p => p.File, StringComparer.Ordinal));
}
