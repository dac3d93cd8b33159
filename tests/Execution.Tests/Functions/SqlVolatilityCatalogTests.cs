using System.Text.RegularExpressions;
using Serverless.Graph.Functions;
using Serverless.Tables;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Functions;

/// <summary>The names that make a query volatile, held against DuckDB's own catalog: a new version's new functions fail here.</summary>
public sealed class SqlVolatilityCatalogTests
{
    // Volatile by DuckDB's word, and yet without a result of its own.
    private static readonly string[] Constant = ["error"];

    [Fact]
    public async Task Of_EveryFunctionThatDuckDBCallsVolatile_IsVolatile()
    {
        using var folder = new TempFolder();
        await using var engine = new TableEngine(new EngineOptions(folder.Path));

        var names = await NamesAsync(engine, "SELECT DISTINCT function_name AS name, '' AS text FROM duckdb_functions() WHERE stability <> 'CONSISTENT'");

        Assert.True(names.Count > 15);
        Assert.DoesNotContain(names.Select(function => function.Name).Except(Constant), name => !SqlVolatility.Of($"SELECT {name}()"));
    }

    [Fact]
    public async Task Of_EveryMacroOverAVolatileFunction_IsVolatile()
    {
        using var folder = new TempFolder();
        await using var engine = new TableEngine(new EngineOptions(folder.Path));

        var macros = await NamesAsync(engine, "SELECT DISTINCT function_name AS name, macro_definition AS text FROM duckdb_functions() WHERE function_type = 'macro' AND macro_definition IS NOT NULL");

        Assert.True(macros.Count > 50);
        Assert.Empty(macros.Where(macro => SqlVolatility.Of($"SELECT {macro.Text}") && !SqlVolatility.Of($"SELECT {macro.Name}()")).Select(macro => macro.Name));
    }

    [Theory]
    [InlineData("rand|chance|shuffle|sample|reservoir")]
    [InlineData("now|today|clock|local(time|stamp)|current_(date|time)")]
    [InlineData("uuid")]
    public async Task Of_EveryFunctionNamedForTimeOrChance_IsVolatileOrKnown(string pattern)
    {
        string[] known = ["uuid_extract_timestamp", "uuid_extract_version"];
        using var folder = new TempFolder();
        await using var engine = new TableEngine(new EngineOptions(folder.Path));

        var names = await NamesAsync(engine, "SELECT DISTINCT function_name AS name, '' AS text FROM duckdb_functions() WHERE function_type IN ('scalar', 'macro', 'aggregate')");

        Assert.DoesNotContain(names.Select(function => function.Name).Where(name => Regex.IsMatch(name, pattern, RegexOptions.NonBacktracking)).Except(known), name => !SqlVolatility.Of($"SELECT {name}()"));
    }

    private static async Task<List<Function>> NamesAsync(TableEngine engine, string sql) => await engine.RowsAsync<Function>(new TableQuery(sql));

    private sealed record Function(string Name, string Text);
}
