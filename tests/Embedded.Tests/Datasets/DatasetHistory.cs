using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Datasets;
using Serverless.Datasets.Versions;
using Serverless.Storage;
using Serverless.Store.Writes;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;
using Serverless.Testing;
using Serverless.Testing.Killing;

namespace Serverless.Embedded.Tests.Datasets;

/// <summary>
/// One dataset through a random sequence of jobs that overlap and are killed, collections, deletions and changes by another program: real files, real jobs, compared
/// with <see cref="DatasetRows"/> after each step. Everything comes from the seed but the order in which two jobs commit, which the manifest tells.
/// </summary>
internal sealed class DatasetHistory : IAsyncDisposable
{
    // Before a job is stored, and after most jobs are done.
    private const int MostChanges = 250;
    private static readonly DatasetId Id = new("d");

    private readonly int _seed;
    private readonly Random _random;
    private readonly TempFolder _folder = new();
    private readonly StringBuilder _story = new();
    private readonly HashSet<string> _committed = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<TypedColumn> _keys;
    private readonly IReadOnlyList<TypedColumn> _columns;
    private DatasetRows? _rows;
    private RowsHost? _host;
    private int _jobs;

    public DatasetHistory(int seed)
    {
        (_seed, _random) = (seed, new Random(seed));
        var names = TypedColumn.Names.OrderBy(_ => _random.Next()).ToList();
        _keys = [.. names.Take(_random.Next(3)).Select(name => TypedColumn.Any(_random, name, isKey: true))];
        _columns = [.. names.Skip(_keys.Count).Take(_random.Next(1, 4)).Select(name => TypedColumn.Any(_random, name, isKey: false))];
    }

    public int Jobs => _jobs;

    public int Deaths { get; private set; }

    public int Refusals { get; private set; }

    public async Task RunAsync(int steps)
    {
        try
        {
            for (var step = 0; step < steps; step++)
            {
                await StepAsync();
                await CompareAsync();
            }
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {_seed}: {e.Message}\n{_story}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StepAsync()
    {
        switch (_random.Next(12))
        {
            case 0: await DeleteAsync(); break;
            case 1: await TakeOutAsync(); break;
            case 2: await BreakAsync(); break;
            case 3: await AddAsync(); break;
            case 4 or 5: await CollectAsync(); break;
            case 6 or 7 or 8: await WriteAsync([NewJob(), NewJob()]); break;
            default: await WriteAsync([NewJob()]); break;
        }
    }

    private RowsJob NewJob()
    {
        var mode = _rows is null ? _random.Next(4) == 0 ? "append" : "create" : _random.Next(12) switch { 0 => "create", 1 or 2 => "replace", 3 or 4 or 5 => "overwritePartitions", _ => "append" };
        var (keys, columns) = (_keys, _columns);
        // Now and then a width, another type, a column too many or too few, other keys.
        if (_random.Next(3) == 0) columns = [.. columns.Select(column => column.Other(_random, isAlike: _random.Next(12) > 0))];
        if (_random.Next(3) == 0) keys = [.. keys.Select(key => key.Other(_random, isAlike: _random.Next(12) > 0))];
        if (_random.Next(12) == 0) columns = [.. columns, TypedColumn.Any(_random, "extra", isKey: false)];
        if (_random.Next(12) == 0 && columns.Count > 1) columns = [.. columns.Skip(1)];
        if (_random.Next(12) == 0) keys = [.. keys.Reverse()];
        var isNull = columns.Select(_ => _random.Next(8) == 0).ToList();
        var rows = Enumerable.Range(0, _random.Next(6) == 0 ? 0 : _random.Next(1, 7)).Select(_ => keys.Select(key => _random.Next(60) == 0 ? Null(key) : key.Value(_random))
            .Concat(columns.Select((column, c) => isNull[c] || _random.Next(6) == 0 ? Null(column) : column.Value(_random))).ToArray()).ToList();
        return new RowsJob($"job{_jobs++}", mode, keys, columns, rows, _random.Next(2) == 0 ? 1 : 3);

        static string Null(TypedColumn column) => $"CAST(NULL AS {column.Type})";
    }

    // Jobs that overlap, in lives that may end anywhere.
    private async Task WriteAsync(RowsJob[] jobs)
    {
        var deaths = _random.Next(3) == 0 ? _random.Next(1, 3) : 0;
        var beside = jobs.Length > 1 && deaths == 0 && _random.Next(3) == 0;
        foreach (var job in jobs) _story.AppendLine(job.ToString());
        _story.AppendLine($"  {(deaths > 0 ? $"killed {deaths} times" : beside ? "the second beside the host" : "lives")}");
        var said = await RunAsync(jobs, deaths, beside);
        await ApplyAsync(jobs, said);
    }

    private async Task<string?[]> RunAsync(RowsJob[] jobs, int deaths, bool beside)
    {
        for (var life = 0; ; life++)
        {
            var files = new KilledFiles(life < deaths ? _random.Next(1, MostChanges) : int.MaxValue);
            if (life < deaths) await CloseAsync();
            try
            {
                var host = life < deaths ? await OpenAsync(files) : await HostAsync();
                var runs = Task.WhenAll(jobs.Select((job, j) => beside && j == 1 ? host.RunBesideAsync(job.Document, job.Id) : host.RunAsync(job.Document, job.Id)));
                if (await Task.WhenAny(runs, files.Death) == runs && !files.IsDead)
                {
                    var said = await runs;
                    // A life that is to end ends here at the latest: what comes after is another's.
                    if (life < deaths) await CloseAsync();
                    return said;
                }
                _ = runs.ContinueWith(static lost => lost.Exception, TaskScheduler.Default);
            }
            catch (Exception) when (files.IsDead)
            {
                // Killed.
            }
            if (files.IsDead) Deaths++;
            await CloseAsync();
        }
    }

    // Commits in the order that the manifest tells; who did not commit was refused by what was there at some time, or changes nothing.
    private async Task ApplyAsync(RowsJob[] jobs, string?[] said)
    {
        var log = (await FindAsync())?.Commits ?? [];
        var seen = new List<DatasetRows?> { _rows };
        foreach (var id in log.Where(id => !_committed.Contains(id)).ToList())
        {
            var job = jobs.FirstOrDefault(job => DatasetWrites.CommitOf(job.Id, "w") == id) ?? throw Wrong($"the commit {id} is nobody's");
            if (!_committed.Add(id)) throw Wrong($"{id} committed twice");
            _rows = DatasetRows.After(_rows, job) ?? throw Wrong($"{job.Id} committed what should be refused");
            seen.Add(_rows);
            _story.AppendLine($"  {job.Id} committed: {_rows.Schema}, {_rows.Rows.Count} rows");
        }
        foreach (var (job, refusal) in jobs.Zip(said))
        {
            var hasCommitted = _committed.Contains(DatasetWrites.CommitOf(job.Id, "w"));
            if (refusal is null && !hasCommitted && job.Mode != "replace") throw Wrong($"{job.Id} says done and committed nothing");
            if (refusal is null) continue;
            Refusals++;
            _story.AppendLine($"  {job.Id} is refused: {refusal.Split('\n').Last(line => line.Length > 0)}");
            if (hasCommitted) throw Wrong($"{job.Id} committed and says {refusal}");
            if (seen.TrueForAll(rows => DatasetRows.After(rows, job) is not null)) throw Wrong($"{job.Id} is refused and should not be: {refusal}");
        }
    }

    private async Task CompareAsync()
    {
        var manifest = await FindAsync();
        if (manifest is null != _rows is null) throw Wrong($"the dataset is {(manifest is null ? "not there" : "there")}");
        if (_rows is null) return;
        var schema = manifest!.SchemaOf(DatasetManifest.DefaultTable)!;
        // A type's text is ours; DuckDB's typeof writes names that need no quotes without them.
        var ours = $"[{string.Join(", ", schema.Keys.Select(Show))}] {string.Join(", ", schema.Columns.OrderBy(column => column.Name, StringComparer.Ordinal).Select(Show))}";
        if (ours != Canonical(_rows)) throw Wrong($"the schema is\n{ours}\nand should be\n{Canonical(_rows)}");
        var host = await HostAsync();
        var id = $"look{_jobs++}";
        if (await host.RunAsync(Look(_rows.ReadQuery("input")), id) is { } failure) throw Wrong($"it cannot be read: {failure}");
        var (found, expected) = (await host.OutputAsync(id, "q"), await host.RowsAsync(new TableQuery(_rows.Query)));
        if (!found.SequenceEqual(expected, StringComparer.Ordinal)) throw Wrong($"the rows are\n{string.Join('\n', found)}\nand should be\n{string.Join('\n', expected)}");

        static string Show(Serverless.Datasets.Schemas.DatasetColumn column) => $"{column.Name} {column.Type.Text}{(column.IsNull ? "?" : "")}";
    }

    private static string Canonical(DatasetRows rows)
    {
        static TypedColumn Of(TypedColumn column) => column with { Type = ColumnType.Parse(column.Type).Text };
        return (rows with { Keys = [.. rows.Keys.Select(Of)], Columns = [.. rows.Columns.Select(Of)] }).Schema;
    }

    private static byte[] Look(string sql, string policy = "") => JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(
        $$"""{ "version": 1, "name": "look", "nodes": { "r": { "read": { "dataset": "d" } }, "q": { "call": "sql", "over": { "input": "r" }, "args": [{{JsonSerializer.Serialize(sql)}}]{{policy}} } }, "outputs": ["q"] }"""));

    private async Task CollectAsync()
    {
        _story.AppendLine("collected");
        var host = await HostAsync();
        if (_random.Next(2) == 0) await host.CollectAsync();
        var used = (await FindAsync())?.Partitions.Values.SelectMany(p => p.Files.Values).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var file in (await host.Stores.Datasets.FilesAsync(Id, default)).Keys.Where(name => name.EndsWith(".parquet", StringComparison.Ordinal) && !used.Contains(name)))
            await host.Stores.Blobs.DeleteAsync(new BlobName(file), BlobCondition.None, default);
    }

    private async Task DeleteAsync()
    {
        if (_rows is null) return;
        _story.AppendLine("deleted");
        var host = await HostAsync();
        if (!await host.Stores.Datasets.DeleteAsync(Id, default)) throw Wrong("a dataset was not deleted");
        if (_random.Next(2) == 0)
            foreach (var file in (await host.Stores.Datasets.FilesAsync(Id, default)).Keys) await host.Stores.Blobs.DeleteAsync(new BlobName(file), BlobCondition.None, default);
        _rows = null;
    }

    // Another program takes a partition out of the manifest, and keeps our metadata.
    private async Task TakeOutAsync()
    {
        if (await FindAsync() is not { Partitions: { Count: > 0 } partitions } || _rows is null) return;
        var gone = partitions.Values.ElementAt(_random.Next(partitions.Count));
        var rows = await RowsOfAsync(gone);
        _story.AppendLine($"another program took out {gone.Label}: {rows.Count} rows");
        if (!await ChangeAsync(manifest => manifest["partitions"]!.AsObject().Remove(gone.Label))) return;
        var left = rows.GroupBy(row => row, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var texts = new Dictionary<IReadOnlyDictionary<string, string>, string>();
        foreach (var row in _rows.Rows) texts[row] = Assert.Single(await (await HostAsync()).RowsAsync(new TableQuery((_rows with { Rows = [row] }).Query)));
        _rows = _rows.Without(row => left.TryGetValue(texts[row], out var more) && more > 0 && (left[texts[row]] = more - 1) >= 0);
        if (left.Values.Any(more => more > 0)) throw Wrong("a partition has rows that nobody wrote");
    }

    // A file of the dataset is damaged or gone: reading it fails and names it. Then it is there again.
    private async Task BreakAsync()
    {
        if (await FindAsync() is not { Partitions: { Count: > 0 } partitions }) return;
        var host = await HostAsync();
        var file = partitions.Values.ElementAt(_random.Next(partitions.Count)).Files[DatasetManifest.DefaultTable];
        var content = (await host.Stores.Blobs.GetAsync(new BlobName(file), default))!.Bytes.ToArray();
        _story.AppendLine($"broke {file}");
        if (_random.Next(2) == 0) await host.Stores.Blobs.DeleteAsync(new BlobName(file), BlobCondition.None, default);
        else await host.Stores.Blobs.PutAsync(new BlobName(file), content.AsMemory(0, _random.Next(content.Length)), BlobCondition.None, default);
        // What was read before is known without it.
        var said = await host.RunAsync(Look(_rows!.ReadQuery("input"), ", \"policy\": { \"cache\": \"none\" }"), $"look{_jobs++}");
        if (said?.Contains(file, StringComparison.Ordinal) != true) throw Wrong($"a broken file is read: {said ?? "done"}");
        await host.Stores.Blobs.PutAsync(new BlobName(file), content, BlobCondition.None, default);
    }

    // Another program adds a file, by the types that it sees in files.
    private async Task AddAsync()
    {
        if (await FindAsync() is not { } manifest || _rows is not { Nulls.Count: 0 } rows || rows.All.Any(column => column.IsNested)) return;
        var host = await HostAsync();
        var values = rows.All.ToDictionary(column => column.Name, column => column.Value(_random), StringComparer.Ordinal);
        var keys = new List<KeyValuePair<string, string>>();
        foreach (var key in rows.Keys) keys.Add(KeyValuePair.Create(key.Name, Assert.Single(await host.RowsAsync(new TableQuery($"SELECT CAST({(key.Type == "FLOAT" ? $"CAST({values[key.Name]} AS DOUBLE)" : values[key.Name])} AS VARCHAR)")))));
        var label = PartitionLabel.Format(keys, Guid.NewGuid().ToString("N"));
        using var folder = new TempFolder();
        var cells = rows.Columns.Select(column => $"CAST({values[column.Name]} AS {ColumnType.Parse(column.Type).InFiles}) AS {column.Quoted}");
        var sql = $"SELECT {string.Join(", ", cells)}";
        await host.Tables.WriteParquetAsync(new TableQuery(sql), folder.Of("a.parquet"));
        var file = DatasetPartition.FileKey(Id, label);
        await host.Stores.Blobs.PutAsync(new BlobName(file), await File.ReadAllBytesAsync(folder.Of("a.parquet")), BlobCondition.None, default);
        if (!await ChangeAsync(json => json["partitions"]!.AsObject()[label] = new JsonObject { ["files"] = new JsonObject { [DatasetManifest.DefaultTable] = file } })) return;
        _story.AppendLine($"another program added {label}: {string.Join(" | ", values.Values)}");
        _rows = rows with { Rows = [.. rows.Rows, values] };
        Assert.Equal(manifest.PartitionKeys, rows.Keys.Select(key => key.Name));
    }

    // What a partition holds, as the dataset is read.
    private async Task<List<string>> RowsOfAsync(DatasetPartition partition)
    {
        var host = await HostAsync();
        var manifest = (await FindAsync())!;
        var schema = manifest.SchemaOf(DatasetManifest.DefaultTable)!;
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.Of("a.parquet"), (await host.Stores.Blobs.GetAsync(new BlobName(partition.Files[DatasetManifest.DefaultTable]), default))!.Bytes.ToArray());
        var file = new ParquetFile(folder.Of("a.parquet")) { Constants = [.. manifest.KeysOf(partition).Select((key, i) => new ConstantColumn(key.Key, schema.Keys[i].Type, key.Value))] };
        return await host.RowsAsync(new TableQuery(_rows!.ReadQuery("input")) { Inputs = new Dictionary<string, TableInput> { ["input"] = new ParquetInput([file]) { Schema = schema.Table } } });
    }

    // False: there is nothing to change. A writer that died before the mirror leaves none, until the next writer makes it.
    private async Task<bool> ChangeAsync(Action<JsonNode> change)
    {
        var host = await HostAsync();
        if (await host.Stores.Blobs.GetAsync(DatasetStore.ManifestOf(Id), default) is not { } mirror) return false;
        var json = JsonNode.Parse(mirror.Bytes.Span)!;
        change(json);
        await host.Stores.Blobs.PutAsync(DatasetStore.ManifestOf(Id), Encoding.UTF8.GetBytes(json.ToJsonString()), BlobCondition.None, default);
        if (await host.RunAsync(Look("SELECT 1 FROM input"), $"look{_jobs++}") is not { } said || !said.Contains("serverless datasets adopt", StringComparison.Ordinal)) throw Wrong("what another program changed is read");
        await host.Stores.Datasets.AdoptAsync(Id, default);
        return true;
    }

    private async Task<DatasetManifest?> FindAsync() => (await (await HostAsync()).Stores.Datasets.FindAsync(Id, default))?.Manifest;

    private async Task<RowsHost> HostAsync() => _host ?? await OpenAsync(new KilledFiles(int.MaxValue));

    private async Task<RowsHost> OpenAsync(KilledFiles files) => _host = await RowsHost.StartAsync(_folder.Path, 1 + _random.Next(3), files);

    private async Task CloseAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.DisposeAsync();
        }
    }

    private static InvalidOperationException Wrong(string what) => new(what);
}
