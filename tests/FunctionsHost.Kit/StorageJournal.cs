using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Serverless.FunctionsHost.Kit;

/// <summary>
/// What was written to storage, in its order, from Azurite's access log. Calls can be sent twice and answers be lost; what units computed is seen here: each notes its attempt
/// before it runs, and records what it made when it has.
/// </summary>
public sealed partial class StorageJournal
{
    private readonly ConcurrentQueue<StorageWrite> _writes = new();

    public void Add(string line)
    {
        if (Put().Match(line) is { Success: true } put)
            _writes.Enqueue(new StorageWrite(put.Groups["path"].Value, int.Parse(put.Groups["status"].ValueSpan, CultureInfo.InvariantCulture)));
    }

    /// <summary>How many writes there were.</summary>
    public int Count => _writes.Count;

    /// <summary>Records of finished tasks that somebody wanted to create, from a write on: one that was refused was computed twice.</summary>
    public IReadOnlyList<StorageWrite> RecordsSince(int count) => [.. _writes.Skip(count).Where(static w => Record().IsMatch(w.Path))];

    /// <summary>Notes of attempts at a job's units: one that was there already is refused once, and then written over.</summary>
    public IReadOnlyList<StorageWrite> AttemptsOf(string job) => [.. _writes.Where(w => w.Path.Contains($"/jobs/{job}/attempts/", StringComparison.Ordinal))];

    [GeneratedRegex("""\"PUT (?<path>/[^ ?]*)[^ ]* HTTP/[0-9.]+\" (?<status>[0-9]+)""")]
    private static partial Regex Put();

    [GeneratedRegex("/ledger/[0-9a-f]{64}/[0-9]+/[0-9]+$")]
    private static partial Regex Record();
}

/// <summary>One blob that was put.</summary>
/// <param name="Path">With account and container.</param>
/// <param name="Status">What storage answered: 201 when it was written.</param>
public sealed record StorageWrite(string Path, int Status)
{
    public bool IsWritten => Status == 201;
}
