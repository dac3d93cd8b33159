using System.Globalization;
using Serverless.Datasets.Delta;

namespace Serverless.Datasets.Versions;

/// <summary>
/// What was committed since the version that a change was made from. A replacement that was computed from version 5 would take out what
/// version 6 brought, though no one has seen it: that is a lost update, and refused.
/// </summary>
internal sealed class CommitBases(DeltaLog log)
{
    // Enough to see what happened.
    private const int MostNamed = 3;

    /// <param name="commit">A change that was made from a version.</param>
    /// <param name="head">The newest version.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="DatasetOvertakenException">Somebody else changed the dataset since.</exception>
    public async Task CheckAsync(DatasetCommit commit, long head, CancellationToken cancellationToken)
    {
        if (commit.Base is not { } read) return;
        var (changes, scope) = (new List<string>(), CommitScope.Of(commit));
        // Entry 0 of what had a manifest alone says what that said.
        for (var version = Math.Max(read + 1, 0); version <= head; version++)
        {
            var entry = await log.EntryAsync(commit.Id, version, cancellationToken);
            if (entry is null) changes.Add(Invariant($"version {version}, whose entry is gone"));
            else if (ChangeOf(entry, commit, scope) is { } change) changes.Add(Invariant($"version {version}{change}"));
        }
        if (changes.Count == 0) return;
        var named = string.Join("; ", changes.TakeLast(MostNamed));
        var more = changes.Count > MostNamed ? Invariant($" and {changes.Count - MostNamed} before") : "";
        var from = read < 0 ? "it had a log" : Invariant($"version {read}");
        throw new DatasetOvertakenException(commit.Id, $"it was changed since {from}, which this job read to replace it: {named}{more}.");
    }

    /// <summary>What an entry of somebody else changed; null: nothing, or it is of the same job.</summary>
    private static string? ChangeOf(IReadOnlyList<DeltaAction> entry, DatasetCommit commit, CommitScope scope)
    {
        var info = entry.OfType<DeltaCommitInfo>().FirstOrDefault();
        if (info?.Operation == DatasetCommits.Conversion) return null;
        var job = commit.CommitId[..(commit.CommitId.LastIndexOf('/') + 1)];
        if (job.Length > 0 && info?.Commit?.StartsWith(job, StringComparison.Ordinal) == true) return null;
        var (added, removed) = (entry.OfType<DeltaAdd>().Count(a => scope.Has(a.Path)), entry.OfType<DeltaRemove>().Count(r => scope.Has(r.Path)));
        var hasSchema = entry.OfType<DeltaMetadata>().Any();
        if (added == 0 && removed == 0 && !hasSchema) return null;
        List<string> did = [];
        if (added > 0) did.Add(Invariant($"brought {added} {(added == 1 ? "file" : "files")}"));
        if (removed > 0) did.Add(Invariant($"took out {removed}"));
        if (hasSchema) did.Add("changed the schema or the settings");
        return $" {(info?.Commit is { } by ? $"of job {by.Split('/')[0]} " : "")}{string.Join(" and ", did)}";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
