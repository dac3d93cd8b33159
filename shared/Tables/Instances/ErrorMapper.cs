using Serverless.Tables.Errors;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Instances;

/// <summary>DuckDB's errors to ours.</summary>
internal static class ErrorMapper
{
    /// <summary>The exception of an interrupted query, which is no <see cref="TableException"/>.</summary>
    public const string InterruptType = "INTERRUPT";

    private static readonly string[] DamageWords = ["parquet", "corrupt", "Invalid unicode", "stats size", "MAP_KEY_VALUE", "dictionary", "page"];

    public static TableException Map(DuckDBError error, SqlText sql, long? memoryLimit = null)
    {
        var input = sql.InputOf(error.Message);
        var kind = KindOf(error, input is not null);
        if (input is null && sql.HasFiles && !IsLongName(error) && SpeaksOfDamage(kind, error)) (kind, input) = (TableErrorKind.CorruptInput, sql.OnlyInput());
        var position = IsAboutText(kind) ? sql.PositionOf(error.BytePosition) : null;
        return new TableException(kind, Message(kind, error, sql, position, input is null ? null : $"'{input}'{sql.FileOf(input, error.Message)}", memoryLimit), position, input)
        {
            MemoryLimit = kind == TableErrorKind.OutOfMemory ? memoryLimit : null,
            IsLongName = IsLongName(error),
        };
    }

    /// <summary>Faults after which DuckDB refuses all work on the instance.</summary>
    public static bool EndsInstance(DuckDBError error) => error.Type.ToUpperInvariant() is "FATAL" or "INTERNAL";

    private static TableErrorKind KindOf(DuckDBError error, bool namesInput) => error.Type.ToUpperInvariant() switch
    {
        "PARSER" or "SYNTAX" => TableErrorKind.Syntax,
        "BINDER" when error.Subtype == "COLUMN_NOT_FOUND" => TableErrorKind.MissingColumn,
        "BINDER" or "PARAMETER NOT ALLOWED" or "EXPRESSION" or "NOT IMPLEMENTED" => TableErrorKind.Binding,
        "CATALOG" when error.EntryType?.Contains("Function", StringComparison.Ordinal) == true => TableErrorKind.MissingFunction,
        "CATALOG" when error.EntryType is "Table" or "View" => TableErrorKind.MissingTable,
        "CATALOG" => TableErrorKind.Binding,
        "CONVERSION" or "OUT OF RANGE" or "DECIMAL" or "DIVIDE BY ZERO" or "MISMATCH TYPE" => namesInput ? TableErrorKind.CorruptInput : TableErrorKind.Conversion,
        "PARAMETER NOT RESOLVED" => TableErrorKind.Parameter,
        "OUT OF MEMORY" when error.Message.Contains("max_temp_directory_size", StringComparison.Ordinal) => TableErrorKind.OutOfDisk,
        "OUT OF MEMORY" => TableErrorKind.OutOfMemory,
        "PERMISSION" or "MISSING EXTENSION" or "AUTOLOAD" => TableErrorKind.Forbidden,
        "IO" when error.Message.Contains("No files found", StringComparison.Ordinal) || error.Message.Contains("No such file", StringComparison.Ordinal) =>
            TableErrorKind.MissingInput,
        "IO" when error.Message.Contains("No space left", StringComparison.Ordinal) => TableErrorKind.OutOfDisk,
        "INVALID INPUT" or "SERIALIZATION" or "IO" when namesInput => TableErrorKind.CorruptInput,
        "IO" => TableErrorKind.Io,
        "INVALID INPUT" or "CONSTRAINT" => TableErrorKind.Raised,
        _ => namesInput ? TableErrorKind.CorruptInput : TableErrorKind.Internal,
    };

    /// <summary>
    /// Parquet's footers and pages are read by a part of DuckDB that knows no file names and throws what is no exception of DuckDB's; the rest of it says so in words.
    /// </summary>
    private static bool SpeaksOfDamage(TableErrorKind kind, DuckDBError error) => kind switch
    {
        TableErrorKind.Internal => !EndsInstance(error),
        TableErrorKind.Raised or TableErrorKind.Io => DamageWords.Any(word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    // As Linux, macOS and Windows say it.
    private static bool IsLongName(DuckDBError error) => error.Type.Equals("IO", StringComparison.OrdinalIgnoreCase) && error.Message.Contains(" too long", StringComparison.Ordinal);

    private static bool IsAboutText(TableErrorKind kind) =>
        kind is not (TableErrorKind.MissingInput or TableErrorKind.CorruptInput or TableErrorKind.Io or TableErrorKind.OutOfDisk or TableErrorKind.Internal);

    private static string Message(TableErrorKind kind, DuckDBError error, SqlText sql, SqlPosition? position, string? input, long? memoryLimit)
    {
        var text = kind switch
        {
            TableErrorKind.OutOfMemory => $"The query needs more memory than its {(memoryLimit ?? 0) / 1048576} MiB, and what it holds cannot spill to disk: {FirstLine(error.Message)}. "
                + "Give it more memory, or aggregate in smaller steps (list() and string_agg() hold all their values).",
            TableErrorKind.Forbidden => $"{error.Message}. A query reads its inputs by name, and nothing else: no other file, no folder, no network.",
            TableErrorKind.Internal when error.Message.Length == 0 => "DuckDB failed and did not say why.",
            _ => sql.Named(WithoutAdvice(error.Message)),
        };
        if (input is not null) text = $"Input {input}: {text}";
        return position is null ? text : $"{text}{Environment.NewLine}At {position}:{Environment.NewLine}{position.Pointer()}";
    }

    /// <summary>What DuckDB adds for its own users: how to call a reader, and every option it guessed.</summary>
    private static string WithoutAdvice(string message)
    {
        var advice = message.IndexOf("\n\n", StringComparison.Ordinal);
        return message.StartsWith("CSV Error", StringComparison.Ordinal) && advice > 0 ? message[..advice] : message;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('.');
}
