using System.Text.Json;
using Serverless.Execution.Tables;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values.Tables;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Types;

namespace Serverless.BuiltIns;

/// <summary>Files as tables and values.</summary>
internal static class FileFunctions
{
    /// <summary>Carries DuckDB's version, as that of <c>sql</c> does: another one may find out other types.</summary>
    internal const string TableVersion = "1-duckdb-v1.5.6";

    /// <summary>A CSV file (UTF-8) as a table. What is not said of it is found out from its first 20,480 rows.</summary>
    /// <param name="file">The file.</param>
    /// <param name="header">Whether the first line has names.</param>
    /// <param name="delimiter">One character.</param>
    /// <param name="types">Types of columns by name, as <c>{ "day": "DATE" }</c>.</param>
    /// <param name="nullText">Text that stands for null, besides an empty field.</param>
    [TaskFunction(Name = "csv.read", Version = TableVersion, IgnoresPosition = true, DropsReferences = true)]
    public static async Task<Table> ReadCsv(
        BlobRef file, TaskContext context, CancellationToken cancellationToken, bool? header = null, string? delimiter = null, Dictionary<string, string>? types = null, string? nullText = null)
    {
        if (delimiter is { Length: not 1 }) throw new ArgumentRefusedException($"A delimiter is one character, not '{delimiter}'.");
        var (tables, path) = await FetchAsync(file, context, cancellationToken);
        var input = new CsvInput([path]) { HasHeader = header, Delimiter = delimiter?[0], Types = TypesOf(types), NullText = nullText };
        return await ReadAsync(tables, input, path, file, cancellationToken);
    }

    /// <summary>A file with one JSON object a line (UTF-8) as a table.</summary>
    /// <param name="file">The file.</param>
    /// <param name="types">Types of columns by name; a name that no line has is a column of nulls.</param>
    [TaskFunction(Name = "json.lines", Version = TableVersion, IgnoresPosition = true, DropsReferences = true)]
    public static async Task<Table> ReadLines(BlobRef file, TaskContext context, CancellationToken cancellationToken, Dictionary<string, string>? types = null)
    {
        var (tables, path) = await FetchAsync(file, context, cancellationToken);
        return await ReadAsync(tables, new JsonLinesInput([path]) { Types = TypesOf(types) }, path, file, cancellationToken);
    }

    /// <summary>A file with one JSON value.</summary>
    [TaskFunction(Name = "json.read", Version = "1")]
    public static async Task<GraphValue> ReadJson(Stream file, CancellationToken cancellationToken) =>
        ClrValues.FromClr(await JsonSerializer.DeserializeAsync<JsonElement>(file, ClrValues.Json, cancellationToken), typeof(JsonElement));

    // Errors speak of the file that the user named, and not of its copy here.
    private static async Task<Table> ReadAsync(UnitTables tables, TableInput input, string path, BlobRef file, CancellationToken cancellationToken)
    {
        try
        {
            return await tables.QueryAsync(TableSteps.Everything, input, cancellationToken);
        }
        catch (TableException e) when (e.Input is not null || e.Message.Contains(path, StringComparison.Ordinal))
        {
            var message = e.Message.Replace(path, file.Name, StringComparison.Ordinal).Replace($"Input '{TableSteps.Input}': ", "", StringComparison.Ordinal);
            throw new TableException(e.Kind, message.Contains(file.Name, StringComparison.Ordinal) ? message : $"'{file.Name}': {message}", e);
        }
    }

    private static async Task<(UnitTables Tables, string Path)> FetchAsync(BlobRef file, TaskContext context, CancellationToken cancellationToken)
    {
        var tables = (context as TaskExecutionContext)?.Tables ?? throw new InvalidOperationException("There are no tables where this task runs.");
        var path = tables.Files.NewPath();
        await using var source = await context.OpenAsync(file, cancellationToken);
        await using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await source.CopyToAsync(copy, cancellationToken);
        return (tables, path);
    }

    private static Dictionary<string, ColumnType> TypesOf(Dictionary<string, string>? types) =>
        (types ?? []).ToDictionary(t => t.Key, t => ColumnType.Parse(t.Value), StringComparer.OrdinalIgnoreCase);
}
