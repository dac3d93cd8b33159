using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Execution.Tables;
using Serverless.Execution.Values;
using Serverless.Execution.Values.Tables;
using Serverless.Graph.Values;
using Serverless.Storage.Local;
using Serverless.Tables;
using Serverless.Tables.Types;
using Serverless.Testing;
using Serverless.Testing.Properties;

namespace Serverless.Execution.Tests.Values;

/// <summary>What columns records have together, and what each value is there, depends on neither their order nor how many bytes are held at once.</summary>
public sealed class RecordOrderProperties
{
    // Of every kind; some go together, some are of one kind and no column holds both.
    private static readonly string[] Values =
    [
        "null", "true", "1", "-7", "2.5", "1e5", "12.50", "9007199254740993", "79228162514264337593543950335", "\"NaN\"", "\"-Infinity\"", "\"x\"", "\"é\\n\"", "[]", "[1]", "[2.5,null]", "[\"y\"]", "[[1],[true]]",
        "{}", "{\"a\":1}", "{\"b\":[1,\"z\"]}", "{\"a\":{\"c\":null}}", "{\"A\":1}", "{\"n\":9007199254740993}", "{\"n\":0.5}",
    ];

    [Fact]
    public void AnyRecords_InAnyOrderAndPieces_AreTheSameTable()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Task.Run(() => CheckAsync(seed)).GetAwaiter().GetResult()).Check(FixedSeed.Cases(25));
    }

    private static async Task<bool> CheckAsync(int seed)
    {
        var random = new Random(seed);
        // Few kinds at a time: of many, most lists are of several.
        var some = Values.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).ToList();
        var records = Enumerable.Range(0, random.Next(1, 9))
            .Select(i => random.Next(5) == 0 ? $"{{\"i\":{i}}}" : $"{{\"i\":{i},\"v\":{some[random.Next(some.Count)]}}}").ToList();
        var first = await TableAsync(records, long.MaxValue);
        for (var turn = 0; turn < 3; turn++)
        {
            var shuffled = records.OrderBy(_ => random.Next()).ToList();
            var other = await TableAsync(shuffled, turn == 0 ? long.MaxValue : random.Next(1, 60));
            if (other != first) throw new InvalidOperationException($"Seed {seed}: {string.Join(" ", records)} is\n{first}\nand {string.Join(" ", shuffled)}\n{other}");
        }
        return true;
    }

    // Types and rows by their number; or that they are refused.
    private static async Task<string> TableAsync(IEnumerable<string> records, long pieceBytes)
    {
        using var folder = new TempFolder();
        await using var sandbox = await TableSandbox.OpenAsync(new SandboxOptions(folder.Path));
        var files = new InputFiles(new LocalBlobAccount(folder.Of("blobs"), TimeProvider.System).GetContainer("tenant"), new ExecutionOptions { ScratchFolder = folder.Of("data") }, folder.Path);
        var tables = new UnitTables(sandbox, files, files, new SqlFunctions([])) { PieceBytes = pieceBytes };
        try
        {
            var list = GraphValue.List([.. records.Select(record => ClrValues.FromClr(JsonDocument.Parse(record).RootElement))]);
            var table = await tables.OfAsync(list, null, null, CancellationToken.None);
            var schema = await table.DescribeAsync();
            var has = schema.IndexOf("v") >= 0;
            using var reader = await table.ReadAsync($"SELECT CAST(i AS VARCHAR), {(has ? "CAST(v AS VARCHAR)" : "''")} FROM input ORDER BY i");
            var rows = new List<string>();
            while (reader.Read())
            {
                for (var row = 0; row < reader.RowCount; row++) rows.Add(string.Create(CultureInfo.InvariantCulture, $"{reader.Column(0).Text(row)}={reader.Column(1).Text(row) ?? "∅"}"));
            }
            var type = has ? TypeOf(schema) : "";
            // Text of a record shows its fields in that order: the same characters, then.
            return $"{type}\n{string.Join('\n', type.Contains("Struct", StringComparison.Ordinal) ? rows.Select(row => new string([.. row.Order()])) : rows)}";
        }
        catch (NoTableException)
        {
            return "refused";
        }
    }

    // Fields of a record come in the order in which they were first seen: the one thing that is the order's.
    private static string TypeOf(TableSchema schema) => Sorted(schema.Columns[schema.IndexOf("v")].Type);

    private static string Sorted(ColumnType type) => type.Children.Count == 0 ? type.Text
        : $"{type.Kind}({string.Join(", ", type.Children.Select(child => $"{child.Name} {Sorted(child.Type)}").Order(StringComparer.Ordinal))})";
}
