using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;

namespace Serverless.Api.Explaining;

/// <summary>How tasks take collections, for people: what is read by each of them, and what is spread by keys.</summary>
internal static class LayoutText
{
    // Where a bucket is in a part is read once for each unit that wants it, and then the bucket.
    private const int ReadsOfShare = 2;

    /// <returns>Null: each task takes its own elements.</returns>
    public static string? Of(Pipeline pipeline, JobSnapshot snapshot)
    {
        var collections = pipeline.Sources.Where(s => !s.IsArgument).ToList();
        if (pipeline is { Result: ResultKind.Buckets, Buckets: { } spread }) return $"rows of {Named(collections[0], snapshot)} are spread over {spread.Count:N0} buckets by their keys";
        if (collections.Exists(s => s.SpreadOver is not null))
        {
            var shares = collections.Sum(s => s.SpreadOver!.Value * s.Count);
            return $"{collections[0].Count:N0} buckets, each of a share of {string.Join(" and ", collections.Select(s => $"{s.SpreadOver:N0} parts of {s.Node}"))}: at most {shares * ReadsOfShare:N0} reads of storage";
        }
        if (collections.Count < 2 || !collections.Exists(s => s.Mapping == SourceMapping.All)) return null;
        var everywhere = string.Join(" and ", collections.Where(s => s.Mapping == SourceMapping.All).Select(s => $"all of {Named(s, snapshot)}"));
        var cut = collections.Where(s => s.Mapping != SourceMapping.All).Select(s => Named(s, snapshot)).ToList();
        return cut.Count == 0 ? $"{everywhere} in one task" : $"{everywhere} with each partition of {string.Join(" and ", cut)}";
    }

    private static string Named(PipelineSource source, JobSnapshot snapshot)
    {
        var bytes = snapshot.Sizes?.GetValueOrDefault(source.Node)?.Bytes
            ?? snapshot.Reads.GetValueOrDefault(source.Node)?.Partitions.DistinctBy(p => (p.File, p.IsLocalFile)).Sum(p => p.Bytes);
        return bytes is { } known ? $"{source.Node} ({(known < 1 << 20 ? $"{known / 1024.0:0.#} KiB" : $"{known / 1048576.0:0.#} MiB")})" : source.Node;
    }
}
