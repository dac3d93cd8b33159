namespace Serverless.Tables.Errors;

/// <summary>Why work on tables failed. Cancelling is none of these: it throws <see cref="OperationCanceledException"/>.</summary>
public enum TableErrorKind
{
    /// <summary>The SQL does not parse.</summary>
    Syntax,

    /// <summary>The SQL is not one single SELECT, or calls a function that a sandbox refuses.</summary>
    NotAllowed,

    /// <summary>No such column.</summary>
    MissingColumn,

    /// <summary>No such table or input.</summary>
    MissingTable,

    /// <summary>No such function.</summary>
    MissingFunction,

    /// <summary>The SQL parses but makes no sense: wrong types, ambiguous names, misplaced aggregates.</summary>
    Binding,

    /// <summary>A parameter without a value, a value without a parameter, or a value of a type that has no SQL form.</summary>
    Parameter,

    /// <summary>A value does not fit its type: casts, overflow, division, malformed dates.</summary>
    Conversion,

    /// <summary>The query or a function that it calls raised an error of its own.</summary>
    Raised,

    /// <summary>A partition column has nulls.</summary>
    NullKey,

    /// <summary>The memory limit is reached and nothing more can spill.</summary>
    OutOfMemory,

    /// <summary>The limit of the temporary folder is reached, or its disk is full.</summary>
    OutOfDisk,

    /// <summary>A file, folder or address outside of the sandbox.</summary>
    Forbidden,

    /// <summary>An input's file is not there.</summary>
    MissingInput,

    /// <summary>An input's file is not what it claims to be: damaged, cut off, or of another encoding.</summary>
    CorruptInput,

    /// <summary>Files that are read as one table have other columns, or types that no common type holds without loss.</summary>
    DifferentFiles,

    /// <summary>Reading or writing failed.</summary>
    Io,

    /// <summary>DuckDB's library is missing or of another version.</summary>
    Library,

    /// <summary>A fault in DuckDB or in this layer.</summary>
    Internal,
}
