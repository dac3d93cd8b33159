using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Graph.Documents;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Planning.Pipelines;
using Serverless.Store.Jobs;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;

namespace Serverless.Local.Output;

/// <summary>Reads those of a job's outputs that are there whole: values as JSON, tables as rows, a dataset as its summary.</summary>
internal sealed class OutputReader(HostRuntime host, JobKey job)
{
    // What is printed is for eyes, and JSON for small programs; files have the rest.
    private const int MaxPrintedRows = 200;
    private const int MaxJsonRows = 10_000;

    /// <summary>Writes all outputs into files, each in one step: a file of that name is the old one or the whole new one.</summary>
    /// <returns>A line for each.</returns>
    public async Task<IReadOnlyList<string>> SaveAsync(JobDocument document, Export export, CancellationToken cancellationToken)
    {
        var outputs = await OutputsAsync(document, cancellationToken);
        var said = new List<string>();
        foreach (var (name, output) in outputs)
        {
            var isTable = output.Result == ResultKind.Tables;
            var path = outputs.Count == 1 && !Directory.Exists(export.Path) ? export.Path : Path.Combine(Directory.CreateDirectory(export.Path).FullName, $"{name}.{(isTable ? export.Extension : "json")}");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var next = $"{path}.{Guid.NewGuid():N}.new";
            try
            {
                var rows = await OutputFile.WriteAsync(host, output, export.Format, next, isTable && output.Count > 0 ? await TableAsync(output, cancellationToken) : null, cancellationToken);
                File.Move(next, path, overwrite: true);
                said.Add(rows is { } count ? string.Create(CultureInfo.InvariantCulture, $"output '{name}': {count:N0} rows in '{path}'") : $"output '{name}' in '{path}'");
            }
            finally
            {
                File.Delete(next);
            }
        }
        return said;
    }

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
                var query = await TableAsync(output, cancellationToken);
                using var reader = await host.Tables.ReadAsync(query with { Sql = $"{query.Sql} LIMIT {MaxJsonRows + 1}" }, cancellationToken);
                using var buffer = new MemoryStream();
                await using (var json = new Utf8JsonWriter(buffer)) JsonRows.WriteArray(reader, json);
                var rows = JsonNode.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length))!.AsArray();
                if (rows.Count > MaxJsonRows)
                {
                    rows.RemoveAt(MaxJsonRows);
                    await Console.Error.WriteLineAsync($"Output '{name}' has more than {MaxJsonRows:N0} rows: those are shown. '-o FILE.csv', '.parquet' or '.jsonl' writes all of them.");
                }
                all[name] = rows;
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
        return new TableQuery("SELECT * FROM output") { Inputs = new Dictionary<string, TableInput> { ["output"] = TableInput.Parquet(files) with { IsOurs = true } } };
    }

    private async Task<JsonNode?> ValueAsync(JobOutput output, CancellationToken cancellationToken) =>
        JsonNode.Parse(await OutputFiles.ReadJsonAsync(host.Stores, output, cancellationToken));
}
