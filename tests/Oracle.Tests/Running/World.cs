using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Oracle.Tests.Bare;
using Serverless.Oracle.Tests.Making;
using Serverless.Oracle.Tests.Reference;
using Serverless.Testing;

namespace Serverless.Oracle.Tests.Running;

/// <summary>The datasets and files that documents read, as the product has them and as the reference has them.</summary>
internal sealed class World : IDisposable
{
    private readonly TempFolder _folder = new();

    private World()
    {
    }

    public ReferenceWorld Reference { get; } = new();

    /// <summary>Files that documents name.</summary>
    public string FilesFolder => _folder.Of("files");

    public static async Task<World> CreateAsync(BareDatabase database, OutputReader reader)
    {
        var world = new World();
        database.Run("CREATE SCHEMA world");
        world.MakeFiles(database);
        await using var host = await OracleHost.StartAsync(world._folder.Of("store"), world.FilesFolder, new HostSetup(2, long.MaxValue, TimeSpan.FromSeconds(2)), reader);
        foreach (var (name, _, _) in WorldShape.Datasets)
        {
            world.Describe(database, name);
            var write = new JsonObject { ["dataset"] = name, ["mode"] = "replace" };
            if (WorldShape.KeyOf(name) is { } key) write["partitionBy"] = new JsonArray(key);
            var nodes = new JsonObject
            {
                ["q"] = new JsonObject { ["call"] = "sql", ["args"] = new JsonArray(WorldShape.RowsOf(name)) },
                ["w"] = new JsonObject { ["write"] = write, ["over"] = "q" },
            };
            var document = new JsonObject { ["version"] = 1, ["name"] = "world", ["nodes"] = nodes, ["outputs"] = new JsonArray("w") };
            if (await host.RunAsync(JsonSerializer.SerializeToUtf8Bytes(document)) is not Done) throw new InvalidOperationException($"The dataset {name} cannot be made.");
        }
        return world;
    }

    /// <summary>A new store that has the datasets.</summary>
    public void CopyTo(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(_folder.Of("store"), "*", SearchOption.AllDirectories))
        {
            if (path.StartsWith(_folder.Of("store", "hub"), StringComparison.Ordinal)) continue;
            var copy = Path.Combine(folder, Path.GetRelativePath(_folder.Of("store"), path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Describe(BareDatabase database, string name)
    {
        var rows = WorldShape.RowsOf(name);
        var key = WorldShape.KeyOf(name);
        var parts = new List<(string Keys, ReferenceTable Table)>();
        IEnumerable<string?> values = key is null ? [null] : database.Rows($"SELECT DISTINCT {key}::VARCHAR FROM ({rows})").Select(r => r[0]).OrderBy(v => Uri.EscapeDataString(v!), StringComparer.Ordinal);
        foreach (var value in values)
        {
            var table = new ReferenceTable($"world.{name}_{parts.Count}");
            database.Run($"CREATE TABLE {table.Name} AS SELECT * FROM ({rows}){(value is null ? "" : $" WHERE {key}::VARCHAR = {BareDatabase.Literal(value)}")}");
            parts.Add((value is null ? "" : $"{key}={value}", table));
        }
        Reference.Datasets[name] = new ReferenceDataset(key is null ? [] : [key], parts);
    }

    private void MakeFiles(BareDatabase database)
    {
        Directory.CreateDirectory(FilesFolder);
        foreach (var (name, text) in WorldShape.Texts)
        {
            File.WriteAllText(Path.Combine(FilesFolder, name), text);
            Reference.Texts[$"./{name}"] = Path.Combine(FilesFolder, name);
        }
        for (var i = 0; i < WorldShape.FileRows.Length; i++)
        {
            var table = new ReferenceTable($"world.file_{i}");
            var path = Path.Combine(FilesFolder, $"p{i}.parquet");
            database.Run($"CREATE TABLE {table.Name} AS SELECT (r * {i + 1} % 50)::BIGINT AS k, (r / 4)::DOUBLE AS v, CASE WHEN r % 4 > 0 THEN 's' || (r % 9) END AS s FROM range({WorldShape.FileRows[i]}) t(r)");
            database.Run($"COPY {table.Name} TO {BareDatabase.Literal(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048)");
            var groups = database.Rows($"SELECT DISTINCT row_group_id::VARCHAR, row_group_num_rows::VARCHAR FROM parquet_metadata({BareDatabase.Literal(path)}) ORDER BY row_group_id::VARCHAR");
            Reference.Files[$"./p{i}.parquet"] = new ReferenceFile(table, [.. groups.Select(g => long.Parse(g[1]!, CultureInfo.InvariantCulture))]);
        }
    }
}
