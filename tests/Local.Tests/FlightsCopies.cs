using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>The flights sample over several copies of its file: the same graph, more of it.</summary>
internal sealed class FlightsCopies : IDisposable
{
    private readonly TempFolder _folder = new();

    public FlightsCopies(int copies)
    {
        Copies = copies;
        var partition = JsonNode.Parse(File.ReadAllText(RepositoryRoot.Of("samples", "flights", "partition.json")))!;
        var names = Enumerable.Range(0, copies).Select(i => string.Create(CultureInfo.InvariantCulture, $"flights-{i:D2}.parquet")).ToList();
        foreach (var name in names) File.Copy(RepositoryRoot.Of("node_modules", "vega-datasets", "data", "flights-3m.parquet"), _folder.Of(name));
        var read = partition["nodes"]!["raw"]!["read"]!;
        read["files"] = new JsonArray([.. names.Select(n => (JsonNode)$"./{n}")]);
        // Small pieces, so that a unit takes less than half a second.
        read["split"] = new JsonObject { ["rowGroups"] = 1 };
        File.WriteAllText(_folder.Of("partition.json"), partition.ToJsonString());
        var job = JsonNode.Parse(File.ReadAllText(RepositoryRoot.Of("samples", "flights", "job.json")))!;
        job["nodes"]!["totals"]!["splitEvery"] = 4;
        File.WriteAllText(Job, job.ToJsonString());
    }

    public int Copies { get; }

    public string Job => _folder.Of("job.json");

    public string Data => _folder.Of("data");

    public void Dispose() => _folder.Dispose();
}
