using System.Globalization;
using Serverless.Client.Building;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;

namespace Serverless.Embedded.Tests.Relations;

/// <summary>Random tables in files, and what one bare query of the engine makes of them.</summary>
internal sealed class RandomTables : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("relations-").FullName;
    private readonly TableEngine _engine;

    public RandomTables() => _engine = new TableEngine(new EngineOptions(Directory.CreateDirectory(Path.Combine(_folder, "engine")).FullName));

    /// <summary>Types of two keys that are compared, and values of them as SQL.</summary>
    public static (string Left, string Right, string[] Values)[] Keys { get; } =
    [
        ("INTEGER", "BIGINT", ["0", "1", "2", "3", "-7", "2147483647"]),
        ("UTINYINT", "DECIMAL(9,2)", ["0", "1", "2", "200"]),
        ("DECIMAL(10,2)", "DECIMAL(12,4)", ["0", "1.50", "1.51", "-3.10", "99999.99"]),
        ("HUGEINT", "BIGINT", ["0", "1", "9007199254740993", "9007199254740992"]),
        ("FLOAT", "DOUBLE", ["0", "'-0.0'", "0.5", "'NaN'", "'Infinity'", "1.25"]),
        ("VARCHAR", "VARCHAR", ["''", "'a'", "'A'", "'é'", "'e\u0301'", "'a '", "'ab'"]),
        ("DATE", "DATE", ["'2026-01-01'", "'infinity'", "'1969-12-31'"]),
        ("TIMESTAMP", "TIMESTAMP_MS", ["'2026-01-01 00:00:00'", "'2026-01-01 00:00:00.001'", "'1900-02-03 04:05:06'"]),
        ("TIMESTAMPTZ", "TIMESTAMPTZ", ["'2026-03-29 01:30:00+01'", "'2026-03-29 00:30:00+00'", "'2026-10-25 02:30:00+02'"]),
        ("BOOLEAN", "BOOLEAN", ["true", "false"]),
        ("INTEGER[]", "INTEGER[]", ["[]", "[1]", "[1, NULL]", "[2, 1]"]),
        ("STRUCT(a INTEGER, b VARCHAR)", "STRUCT(a INTEGER, b VARCHAR)", ["{'a': 1, 'b': 'x'}", "{'a': 1, 'b': NULL}", "{'a': 2, 'b': 'x'}"]),
        ("BLOB", "BLOB", ["'\\x00'", "'\\x00\\x01'", "''"]),
        ("UUID", "UUID", ["'00000000-0000-0000-0000-000000000001'", "'ffffffff-0000-0000-0000-000000000001'"]),
    ];

    /// <summary>Some files with the same columns: a key of a type, null here and there and often the first value, a number, and further columns.</summary>
    public async Task<string[]> FilesAsync(Random random, string keyType, string[] values, string others)
    {
        var files = new string[random.Next(1, 6)];
        var number = 0;
        for (var f = 0; f < files.Length; f++)
        {
            files[f] = Path.Combine(_folder, $"{Guid.NewGuid():N}.parquet");
            var rows = Enumerable.Range(0, random.Next(4) switch { 0 => 0, 1 => 1, _ => random.Next(40) }).Select(_ => string.Create(CultureInfo.InvariantCulture, $"(CAST({KeyOf(random, values)} AS {keyType}), {number++})")).ToList();
            var from = rows.Count == 0 ? "(VALUES (NULL, NULL)) t(k, v) WHERE false" : $"(VALUES {string.Join(", ", rows)}) t(k, v)";
            await _engine.WriteParquetAsync(new TableQuery($"SELECT CAST(k AS {keyType}) AS k, CAST(v AS INTEGER) AS v{others} FROM {from}"), files[f]);
        }
        return files;
    }

    /// <summary>What one query makes of all of them at once.</summary>
    public async Task<string> BareAsync(string sql, params (string Name, string[] Files)[] inputs)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.parquet");
        await _engine.WriteParquetAsync(new TableQuery(sql) { Inputs = inputs.ToDictionary(i => i.Name, i => (TableInput)TableInput.Parquet(i.Files), StringComparer.Ordinal) }, path);
        return RowTexts.Sorted([await RowTexts.Of(Table.Over(TableInput.Parquet(path), _engine), CancellationToken.None)]);
    }

    /// <summary>Rows of one query in its order.</summary>
    public async Task<string> InOrderAsync(string sql, params (string Name, string[] Files)[] inputs)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.parquet");
        await _engine.WriteParquetAsync(new TableQuery(sql) { Inputs = inputs.ToDictionary(i => i.Name, i => (TableInput)TableInput.Parquet(i.Files), StringComparer.Ordinal) }, path);
        return string.Join('\n', (await RowTexts.Of(Table.Over(TableInput.Parquet(path), _engine), CancellationToken.None)).Skip(1));
    }

    /// <summary>Files with the different numbers from 0 on, in no order.</summary>
    public async Task<string[]> NumbersAsync(int count, int rows)
    {
        var files = new string[count];
        for (var f = 0; f < count; f++)
        {
            files[f] = Path.Combine(_folder, $"{Guid.NewGuid():N}.parquet");
            // A multiplication by a number that has no divisor in common with their count goes through all of them.
            await _engine.WriteParquetAsync(new TableQuery($"SELECT ((range + {f * rows}) * 7919) % {count * rows} AS n FROM range({rows})"), files[f]);
        }
        return files;
    }

    /// <summary>A file of numbers as a type.</summary>
    public async Task<string[]> RowsAsync(string type, int rows)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.parquet");
        await _engine.WriteParquetAsync(new TableQuery($"SELECT CAST(range % 7 AS {type}) AS k, range AS v FROM range({rows})"), file);
        return [file];
    }

    /// <summary>The tables of some files as they are, or as a query of an earlier stage left them.</summary>
    public static TableCollection Tables(JobGraph graph, Random random, string[] files)
    {
        var read = graph.ReadFiles(files);
        return random.Next(3) switch { 0 => read.Sql("FROM input"), 1 => read.Sql("FROM input").Keep(), _ => read };
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string KeyOf(Random random, string[] values) => random.Next(8) switch
    {
        0 => "NULL",
        1 or 2 or 3 => values[0],
        _ => values[random.Next(values.Length)],
    };
}
