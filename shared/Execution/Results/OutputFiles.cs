using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Execution.Jobs;
using Serverless.Execution.Values;
using Serverless.Planning;
using Serverless.Planning.Pipelines;

namespace Serverless.Execution.Results;

/// <summary>A job's outputs, for whoever shows them.</summary>
public static class OutputFiles
{
    /// <summary>Saves the parts of a table output as Parquet files.</summary>
    /// <returns>Their paths, in order.</returns>
    public static async Task<IReadOnlyList<string>> SaveAsync(TenantStores stores, JobOutput output, string folder, CancellationToken cancellationToken)
    {
        var results = await StoredResults.OpenAsync(stores, "output", output.Token, All(output), likely: null, cancellationToken);
        var files = new List<string>();
        for (var i = 0L; i < output.Count; i++)
        {
            var path = Path.Combine(folder, $"{i:D9}.parquet");
            await results.SaveAsync(i, path, cancellationToken);
            files.Add(path);
        }
        return files;
    }

    /// <summary>Whether all of an output is there: a job that failed may have finished some of its outputs.</summary>
    public static async Task<bool> IsCompleteAsync(TenantStores stores, JobOutput output, CancellationToken cancellationToken)
    {
        if (output.Count == 0) return true;
        var records = await stores.Ledger.ReadAsync(output.Token, cancellationToken);
        return new RangeSet([new IndexRange(0, output.Count - 1)]).Except(new RangeSet(records.Select(r => new IndexRange(r.First, r.Last)))).IsEmpty;
    }

    private static RangeSet All(JobOutput output) => new([new IndexRange(0, output.Count - 1)]);

    /// <summary>Reads a value output as JSON: the value, or the array of a collection's elements.</summary>
    public static async Task<string> ReadJsonAsync(TenantStores stores, JobOutput output, CancellationToken cancellationToken)
    {
        var results = await StoredResults.OpenAsync(stores, "output", output.Token, output.IsCollection ? All(output) : new RangeSet([new IndexRange(output.Part, output.Part)]), likely: null, cancellationToken);
        if (!output.IsCollection)
        {
            var value = await results.PartAsync(output.Part, cancellationToken);
            return value.IsEmpty ? "null" : System.Text.Encoding.UTF8.GetString(value.Span);
        }
        var elements = new JsonArray();
        for (var i = 0L; i < output.Count; i++)
        {
            var part = await results.PartAsync(i, cancellationToken);
            if (part.IsEmpty) continue;
            if (output.Result != ResultKind.Lists) elements.Add(JsonSerializer.Deserialize<JsonNode>(part.Span));
            else foreach (var element in StoredList.Read(part.Span)) elements.Add(JsonSerializer.SerializeToNode(element));
        }
        return elements.ToJsonString();
    }
}
