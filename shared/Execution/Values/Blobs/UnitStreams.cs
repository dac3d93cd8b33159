using System.Collections.Concurrent;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Store.Results;

namespace Serverless.Execution.Values.Blobs;

/// <summary>
/// Which stored streams the results of a unit may refer to: those that its functions stored, and those to which what it reads refers. Of a value it is seen whether the name stands
/// in it; a table may have any of them.
/// </summary>
internal sealed class UnitStreams
{
    // Functions may store from several threads.
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>The unit reads streams into tables and then only queries them: it gives no references on.</summary>
    public bool EndsInTables { get; set; }

    /// <summary>A function of the unit stored it.</summary>
    public void Store(string hash) => _known[hash] = true;

    /// <summary>The unit reads these results.</summary>
    public void Read(StoredResults results, IndexRange parts)
    {
        foreach (var record in results.Records.Where(r => r.Streams is not null && parts.Overlaps(new IndexRange(r.First, r.Last))))
        {
            foreach (var hash in record.Streams!) _known[hash] = true;
        }
    }

    /// <summary>What a record of these parts has to name.</summary>
    public IReadOnlyList<string> In(PartWriter parts, ResultKind result) => result switch
    {
        _ when _known.IsEmpty => [],
        ResultKind.Values or ResultKind.Lists => [.. parts.StreamNames.Where(_known.ContainsKey).Order(StringComparer.Ordinal)],
        ResultKind.Tables when !EndsInTables => [.. _known.Keys.Order(StringComparer.Ordinal)],
        _ => [],
    };
}
