using System.Runtime.CompilerServices;
using Serverless.Datasets.Delta;

namespace Serverless.Datasets.Versions;

/// <summary>One version, and how it came to be.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Time">When it was committed, by its writer's clock.</param>
/// <param name="Operation">As the log says it: <c>WRITE</c>, <c>CONVERT</c>, <c>DELETE DATASET</c>.</param>
/// <param name="Added">Files.</param>
/// <param name="Removed">Files.</param>
public sealed record DatasetChange(long Version, DateTimeOffset Time, string Operation, int Added, int Removed)
{
    /// <summary>Of a write, as <c>Append</c>; null: not said.</summary>
    public string? Mode { get; init; }

    /// <summary>Job and node that committed it; null: another program, or a verb.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether columns, keys or settings became others.</summary>
    public bool ChangesSchema { get; init; }
}

/// <summary>Reads a log backwards, entry by entry, as far as its entries are there.</summary>
internal sealed class DatasetHistory(DeltaLog log)
{
    public async IAsyncEnumerable<DatasetChange> ReadAsync(DatasetId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await log.StateAsync(id, null, null, cancellationToken) is not { } head) yield break;
        for (var version = head.Version; version >= 0 && await log.EntryAsync(id, version, cancellationToken) is { } entry; version--)
        {
            var info = entry.OfType<DeltaCommitInfo>().FirstOrDefault();
            yield return new DatasetChange(
                version,
                DateTimeOffset.FromUnixTimeMilliseconds(info?.Time ?? 0),
                info?.Operation ?? "",
                entry.OfType<DeltaAdd>().Count(),
                entry.OfType<DeltaRemove>().Count())
            {
                Mode = info?.Mode,
                Commit = info?.Commit,
                ChangesSchema = entry.OfType<DeltaMetadata>().Any(),
            };
        }
    }
}
