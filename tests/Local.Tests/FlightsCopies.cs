using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>The flights sample over several copies of its file: the same graph, more of it.</summary>
internal sealed class FlightsCopies : IDisposable
{
    private readonly TempFolder _folder = new();

    private FlightsCopies(int copies) => Copies = copies;

    /// <param name="copies">Of the file, 3,000,000 rows each.</param>
    /// <param name="rowGroupRows">
    /// Rows of a row group, which is what a unit of the first job reads and writes: its size is what a kill can cost. Null: those of the file as it comes, about 270,000.
    /// </param>
    public static async Task<FlightsCopies> CreateAsync(int copies, int? rowGroupRows)
    {
        var sample = new FlightsCopies(copies);
        var partition = JsonNode.Parse(await File.ReadAllTextAsync(RepositoryRoot.Of("samples", "flights", "partition.json")))!;
        var names = Enumerable.Range(0, copies).Select(i => string.Create(CultureInfo.InvariantCulture, $"flights-{i:D2}.parquet")).ToList();
        var original = sample._folder.Of(names[0]);
        await CutAsync(FlightsResult.File, original, rowGroupRows);
        foreach (var name in names.Skip(1)) File.Copy(original, sample._folder.Of(name));
        var read = partition["nodes"]!["raw"]!["read"]!;
        read["files"] = new JsonArray([.. names.Select(n => (JsonNode)$"./{n}")]);
        read["split"] = new JsonObject { ["rowGroups"] = 1 };
        await File.WriteAllTextAsync(sample._folder.Of("partition.json"), partition.ToJsonString());
        var job = JsonNode.Parse(await File.ReadAllTextAsync(RepositoryRoot.Of("samples", "flights", "job.json")))!;
        job["nodes"]!["totals"]!["splitEvery"] = 4;
        await File.WriteAllTextAsync(sample.Job, job.ToJsonString());
        return sample;
    }

    public int Copies { get; }

    public string Job => _folder.Of("job.json");

    public string Data => _folder.Of("data");

    public void Dispose() => _folder.Dispose();

    private static async Task CutAsync(string from, string to, int? rowGroupRows)
    {
        if (rowGroupRows is not { } rows)
        {
            File.Copy(from, to);
            return;
        }
        using var scratch = new TempFolder();
        await using var engine = new TableEngine(new EngineOptions(scratch.Path));
        var all = new TableQuery("SELECT * FROM input") { Inputs = new Dictionary<string, TableInput> { ["input"] = TableInput.Parquet(from) } };
        await engine.WriteParquetAsync(all, to, new ParquetWriteOptions { RowGroupSize = rows });
    }
}
