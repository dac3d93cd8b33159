using Serverless.Datasets.Delta;

namespace Serverless.Datasets.Versions;

/// <summary>The files that a change is about: all of a dataset, or those of partitions by the values of their keys.</summary>
internal sealed class CommitScope
{
    private readonly IReadOnlySet<string>? _keys;

    private CommitScope(IReadOnlySet<string>? keys) => _keys = keys;

    public static CommitScope Of(DatasetCommit commit) => new(commit.Mode == WriteMode.OverwritePartitions ? CommitRules.Scope(commit) : null);

    /// <param name="path">Of a file, as the log has it.</param>
    public bool Has(string path)
    {
        if (_keys is null) return true;
        // The first part is the table; the last is unique. What is no label of ours may be anything.
        var key = DeltaPath.Key(path);
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        try
        {
            return _keys.Contains(CommitRules.ScopeOf(key[(slash + 1)..]));
        }
        catch (FormatException)
        {
            return true;
        }
    }
}
