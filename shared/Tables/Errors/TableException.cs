namespace Serverless.Tables.Errors;

/// <summary>Work on tables failed. One message for all: what, where in the SQL, which input, and what to do.</summary>
public sealed class TableException : Exception
{
    public TableException(TableErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    internal TableException(TableErrorKind kind, string message, SqlPosition? position, string? input)
        : base(message) => (Kind, Position, Input) = (kind, position, input);

    public TableErrorKind Kind { get; }

    /// <summary>Where in the query's text; null when DuckDB does not say.</summary>
    public SqlPosition? Position { get; }

    /// <summary>The input that is at fault, by its name in the query; null when none is.</summary>
    public string? Input { get; }

    /// <summary>The bytes of memory that were allowed, for <see cref="TableErrorKind.OutOfMemory"/>.</summary>
    public long? MemoryLimit { get; internal init; }

    /// <summary>A name is longer than the file system takes.</summary>
    internal bool IsLongName { get; init; }

    /// <summary>True when the same call would fail again: the query or its data is at fault, not the machine.</summary>
    public bool IsUserError => Kind is not (TableErrorKind.Io or TableErrorKind.OutOfDisk or TableErrorKind.OutOfMemory or TableErrorKind.Library or TableErrorKind.Internal);
}
