using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Execution.Jobs;
using Serverless.Execution.Results;
using Serverless.Graph.Documents;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Planning.Pipelines;
using Serverless.Tables;

namespace Serverless.Local.Output;

/// <summary>Reads those of a job's outputs that are there whole: values as JSON, tables as rows, a dataset as its summary.</summary>
internal sealed class OutputReader(LocalHost host, JobKey job)
{
    // What is printed is for eyes; --output json and the dataset itself have the rest.
    private const int MaxPrintedRows = 200;

    public async Task PrintAsync(JobDocument document, TextWriter writer, CancellationToken cancellationToken)
    {
        foreach (var (name, output) in await OutputsAsync(document, cancellationToken))
        {
            if (output.Result == ResultKind.Tables)
            {
                await writer.WriteLineAsync($"\n{name}");
                if (output.Count == 0)
                {
                    await writer.WriteLineAsync("(no partitions)");
                    continue;
                }
                await TablePrinter.PrintAsync(host.Tables, await TableAsync(output, cancellationToken), writer, MaxPrintedRows, cancellationToken);
            }
            else
            {
                await writer.WriteLineAsync($"\n{name}: {(await ValueAsync(output, cancellationToken))?.ToJsonString() ?? "null"}");
            }
        }
    }

    public async Task<JsonObject> ToJsonAsync(JobDocument document, CancellationToken cancellationToken)
    {
        var all = new JsonObject();
        foreach (var (name, output) in await OutputsAsync(document, cancellationToken))
        {
            if (output is { Result: ResultKind.Tables, Count: 0 })
            {
                all[name] = new JsonArray();
            }
            else if (output.Result == ResultKind.Tables)
            {
                using var reader = await host.Tables.ReadAsync(await TableAsync(output, cancellationToken), cancellationToken);
                using var buffer = new MemoryStream();
                await using (var json = new Utf8JsonWriter(buffer)) JsonRows.WriteArray(reader, json);
                all[name] = JsonNode.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            }
            else
            {
                all[name] = await ValueAsync(output, cancellationToken);
            }
        }
        return all;
    }

    private async Task<IReadOnlyList<(string Name, JobOutput Output)>> OutputsAsync(JobDocument document, CancellationToken cancellationToken)
    {
        var outputs = await host.Stores.Jobs.FindAsync<Dictionary<string, JobOutput>>(job.Id, JobBlobs.Outputs, cancellationToken) ?? [];
        var complete = new List<(string Name, JobOutput Output)>();
        foreach (var name in document.Outputs.Select(o => o.Value))
        {
            if (outputs.TryGetValue(name, out var output) && await OutputFiles.IsCompleteAsync(host.Stores, output, cancellationToken)) complete.Add((name, output));
        }
        return complete;
    }

    private async Task<TableQuery> TableAsync(JobOutput output, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.ScratchFolder, "outputs", output.Token)).FullName;
        var files = await OutputFiles.SaveAsync(host.Stores, output, folder, cancellationToken);
        return new TableQuery("SELECT * FROM output") { Inputs = new Dictionary<string, TableInput> { ["output"] = TableInput.Parquet(files) with { HasTypes = true } } };
    }

    private async Task<JsonNode?> ValueAsync(JobOutput output, CancellationToken cancellationToken) =>
        JsonNode.Parse(await OutputFiles.ReadJsonAsync(host.Stores, output, cancellationToken));
}
