using System.Text.Json;
using Serverless.Oracle.Tests.Bare;
using Serverless.Oracle.Tests.Reference;
using Serverless.Planning.Pipelines;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Results;
using Serverless.Testing;

namespace Serverless.Oracle.Tests.Running;

/// <summary>Reads outputs of jobs: values as their JSON, tables by bare DuckDB.</summary>
internal sealed class OutputReader(BareDatabase database)
{
    public async Task<IReadOnlyDictionary<string, ProductOutput>> ReadAsync(TenantStores stores, string job)
    {
        var outputs = await stores.Jobs.FindAsync<Dictionary<string, JobOutput>>(job, JobBlobs.Outputs, CancellationToken.None) ?? [];
        var read = new Dictionary<string, ProductOutput>(StringComparer.Ordinal);
        foreach (var (name, output) in outputs)
        {
            read[name] = output.Result == ResultKind.Tables
                ? new ProductOutput(output.Token, null, await TablesAsync(stores, output))
                : new ProductOutput($"{output.Token}/{output.Part}", JsonSerializer.Deserialize<JsonElement>(await OutputFiles.ReadJsonAsync(stores, output, CancellationToken.None)), []);
        }
        return read;
    }

    private async Task<IReadOnlyList<TableContent>> TablesAsync(TenantStores stores, JobOutput output)
    {
        using var folder = new TempFolder();
        var files = await OutputFiles.SaveAsync(stores, output, folder.Path, CancellationToken.None);
        lock (database) return [.. files.Select(f => ReferenceTables.Content(database, $"SELECT * FROM read_parquet({BareDatabase.Literal(f)})"))];
    }
}
