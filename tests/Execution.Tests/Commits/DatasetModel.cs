using System.Text.Json.Nodes;
using Serverless.Graph.Kinds;

namespace Serverless.Execution.Tests.Commits;

/// <summary>What a dataset is after the commits in their order: labels, and a type for each column, by rules written down here once more.</summary>
internal sealed class DatasetModel
{
    private readonly SortedSet<string> _labels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _committed = new(StringComparer.Ordinal);
    private readonly List<string> _history = [];
    private List<(string Name, string Type, bool IsNull)>? _columns;

    public bool Exists { get; private set; }

    public IEnumerable<string> Labels => _labels;

    public string History => string.Join('\n', _history);

    /// <summary>The key first, the others by name.</summary>
    public string? Schema => _columns is null ? null : string.Join(", ", _columns.OrderBy(c => c.Name == "k" ? "" : c.Name, StringComparer.Ordinal).Select(c => $"{c.Name} {c.Type}{(c.IsNull ? "?" : "")}"));

    public bool Has(string job) => _committed.Contains(job);

    /// <summary>Whether a job that has not committed may be refused by what there is or was while it ran.</summary>
    public bool WouldRefuse(WriteJob job) => !Has(job.Name) && job.Mode != WriteMode.Replace && (Exists || _history.Count > 0);

    public void Delete()
    {
        _labels.Clear();
        (Exists, _columns) = (false, null);
        _history.Add("deleted");
    }

    public void Remove(string label)
    {
        _labels.Remove(label);
        _history.Add($"another program removed {label}");
    }

    /// <summary>An entry of the log was written by a job: what should be in the dataset now.</summary>
    /// <param name="job">Whose.</param>
    /// <param name="entry">Its lines, which are read here by the protocol's text alone.</param>
    public void Commit(WriteJob job, IReadOnlyList<JsonObject> entry)
    {
        if (!_committed.Add(job.Name)) throw new InvalidOperationException($"{job.Name} committed twice.\n{History}");
        if (job.Mode == WriteMode.Create && Exists) throw new InvalidOperationException($"{job.Name} created what was there.\n{History}");
        var (added, removed) = (LabelsOf(entry, "add"), LabelsOf(entry, "remove"));
        if (added.Any(_labels.Contains) || !removed.All(_labels.Contains)) throw new InvalidOperationException($"{job.Name} added what was there, or removed what was not.\n{History}");
        if (job.Mode == WriteMode.Append && removed.Count > 0) throw new InvalidOperationException($"{job.Name} appended and removed.\n{History}");
        _labels.ExceptWith(removed);
        _labels.UnionWith(added);
        // A replacement of equal token may bring files that were there.
        var count = job.Mode == WriteMode.Append ? added.Count : _labels.Count;
        if (count != job.Partitions) throw new InvalidOperationException($"{job.Name} has {job.Partitions} partitions and committed {count}.\n{History}");
        var columns = job.Columns.Append(("k", job.KeyType, false)).Select(c => (c.Item1, c.Item2, c.Item3 || job.Partitions == 0)).ToList();
        if (job.Mode != WriteMode.Append || _columns is null) _columns = columns;
        else if (job.Partitions > 0) _columns = [.. Merge(job, columns)];
        Exists = true;
        _history.Add($"{job.Name} {job.Mode} {job.Partitions}: {Schema}");
    }

    // A path is a URI below the dataset's folder: table/label.parquet.
    private static List<string> LabelsOf(IReadOnlyList<JsonObject> entry, string action) =>
        [.. entry.Select(line => line[action]?["path"]?.GetValue<string>()).OfType<string>().Select(path => Uri.UnescapeDataString(path)["table/".Length..^".parquet".Length])];

    private IEnumerable<(string, string, bool)> Merge(WriteJob job, List<(string Name, string Type, bool IsNull)> added)
    {
        if (!_columns!.Select(c => c.Name).ToHashSet(StringComparer.Ordinal).SetEquals(added.Select(c => c.Name))) throw new InvalidOperationException($"{job.Name} appended other columns.\n{History}");
        foreach (var (name, type, isNull) in _columns!)
        {
            var other = added.Find(a => a.Name == name);
            if (other.IsNull) yield return (name, type, isNull);
            else if (isNull) yield return (name, other.Type, false);
            else if (type == other.Type || (type is "INTEGER" or "BIGINT" && other.Type is "INTEGER" or "BIGINT")) yield return (name, type == other.Type ? type : "BIGINT", false);
            else throw new InvalidOperationException($"{job.Name} appended {name} {other.Type} to {type}.\n{History}");
        }
    }
}
