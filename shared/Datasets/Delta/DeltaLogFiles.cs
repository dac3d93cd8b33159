using System.Collections.Immutable;
using System.Globalization;
using Serverless.Storage;

namespace Serverless.Datasets.Delta;

/// <summary>What to read of a log: a checkpoint, and the entries after it. Pure.</summary>
/// <param name="Version">The last entry.</param>
/// <param name="Checkpoint">Parts of one checkpoint; empty: there is none, and <paramref name="Commits"/> starts with entry 0.</param>
/// <param name="Commits">In order, without a gap.</param>
internal sealed record DeltaLogFiles(long Version, ImmutableArray<BlobName> Checkpoint, ImmutableArray<BlobName> Commits)
{
    private const int Digits = 20;

    /// <summary>The version that <see cref="Checkpoint"/> stands for; null: there is none.</summary>
    public long? CheckpointVersion { get; init; }

    /// <summary>Chooses from the names below <c>_delta_log/</c>.</summary>
    /// <param name="names">All of them, in any order.</param>
    /// <param name="upTo">The last entry that counts; null: all do.</param>
    /// <param name="known">The version that is known already; null: none.</param>
    /// <returns>Null: there is no entry at all.</returns>
    /// <exception cref="FormatException">An entry is missing; the message says which.</exception>
    public static DeltaLogFiles? Choose(IEnumerable<BlobName> names, long? upTo = null, long? known = null)
    {
        var commits = new SortedDictionary<long, BlobName>();
        var checkpoints = new SortedDictionary<long, List<Part>>();
        foreach (var name in names)
        {
            var file = name.Value[(name.Value.LastIndexOf('/') + 1)..];
            if (file.Length <= Digits || !long.TryParse(file.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version > upTo) continue;
            var rest = file[Digits..];
            if (rest == ".json") commits[version] = name;
            else if (PartOf(rest, name) is { } part) (checkpoints.TryGetValue(version, out var parts) ? parts : checkpoints[version] = []).Add(part);
        }
        if (commits.Count == 0 && checkpoints.Count == 0) return null;
        // An incomplete checkpoint is one that is being written, or whose writer died.
        var (from, checkpoint) = (-1L, ImmutableArray<BlobName>.Empty);
        if (known is { } before && (upTo is null || before <= upTo)) from = before;
        else foreach (var (version, parts) in checkpoints.Reverse())
        {
            if (Complete(parts) is not { } whole) continue;
            (from, checkpoint) = (version, whole);
            break;
        }
        var after = commits.Where(c => c.Key > from).ToList();
        for (var i = 0; i < after.Count; i++)
        {
            if (after[i].Key != from + 1 + i) throw new FormatException($"its entry {from + 1 + i} is not there, and entry {after[i].Key} is");
        }
        // An entry beside its checkpoint says once more what is in that, and who made it.
        if (after.Count == 0 && !checkpoint.IsEmpty && commits.TryGetValue(from, out var last)) return new DeltaLogFiles(from, checkpoint, [last]) { CheckpointVersion = from };
        return after.Count == 0 && from < 0 ? null : new DeltaLogFiles(from + after.Count, checkpoint, [.. after.Select(c => c.Value)]) { CheckpointVersion = checkpoint.IsEmpty ? null : from };
    }

    // .checkpoint.parquet, .checkpoint.{part}.{of}.parquet, .checkpoint.{uuid}.json or .parquet
    private static Part? PartOf(string rest, BlobName name)
    {
        var words = rest.Split('.');
        return words switch
        {
            ["", "checkpoint", "parquet"] => new Part(name, "", 1, 1),
            ["", "checkpoint", { Length: 10 } part, { Length: 10 } of, "parquet"]
                when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && int.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => new Part(name, of, number, count),
            ["", "checkpoint", var id, "json" or "parquet"] when Guid.TryParse(id, out _) => new Part(name, id, 1, 1),
            _ => null,
        };
    }

    private static ImmutableArray<BlobName>? Complete(List<Part> parts)
    {
        foreach (var one in parts.GroupBy(p => (p.Form, p.Count)).OrderBy(g => g.Key.Form, StringComparer.Ordinal))
        {
            var whole = one.OrderBy(p => p.Number).ToList();
            if (whole.Count == one.Key.Count && whole.Select(p => p.Number).SequenceEqual(Enumerable.Range(1, one.Key.Count))) return [.. whole.Select(p => p.Name)];
        }
        return null;
    }

    private sealed record Part(BlobName Name, string Form, int Number, int Count);
}
