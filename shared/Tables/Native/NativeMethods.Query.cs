using System.Runtime.InteropServices;

namespace Serverless.Tables.Native;

/// <summary>Statements, results, binding.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Query(ConnectionHandle connection, string sql, ResultHandle result);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_result")]
    public static partial void DestroyResult(NativeResult* result);

    [LibraryImport(Lib, EntryPoint = "duckdb_result_error")]
    public static partial byte* ResultError(ResultHandle result);

    [LibraryImport(Lib, EntryPoint = "duckdb_extract_statements", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ulong ExtractStatements(ConnectionHandle connection, string sql, out ExtractedHandle extracted);

    [LibraryImport(Lib, EntryPoint = "duckdb_extract_statements_error")]
    public static partial byte* ExtractError(ExtractedHandle extracted);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_extracted")]
    public static partial void DestroyExtracted(ref nint extracted);

    [LibraryImport(Lib, EntryPoint = "duckdb_prepare_extracted_statement")]
    public static partial int PrepareExtracted(ConnectionHandle connection, ExtractedHandle extracted, ulong index, out PreparedHandle prepared);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_prepare")]
    public static partial void DestroyPrepare(ref nint prepared);

    [LibraryImport(Lib, EntryPoint = "duckdb_prepare_error")]
    public static partial byte* PrepareError(PreparedHandle prepared);

    /// <summary>Only on a statement that prepared: on any other the library ends the process.</summary>
    [LibraryImport(Lib, EntryPoint = "duckdb_prepared_statement_type")]
    public static partial int StatementType(PreparedHandle prepared);

    [LibraryImport(Lib, EntryPoint = "duckdb_prepared_statement_column_count")]
    public static partial ulong StatementColumnCount(PreparedHandle prepared);

    [LibraryImport(Lib, EntryPoint = "duckdb_prepared_statement_column_name")]
    public static partial byte* StatementColumnName(PreparedHandle prepared, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_prepared_statement_column_logical_type")]
    public static partial LogicalTypeHandle StatementColumnType(PreparedHandle prepared, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_nparams")]
    public static partial ulong ParameterCount(PreparedHandle prepared);

    [LibraryImport(Lib, EntryPoint = "duckdb_parameter_name")]
    public static partial byte* ParameterName(PreparedHandle prepared, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_bind_value")]
    public static partial int BindValue(PreparedHandle prepared, ulong index, ValueHandle value);

    [LibraryImport(Lib, EntryPoint = "duckdb_execute_prepared")]
    public static partial int Execute(PreparedHandle prepared, ResultHandle result);

    /// <summary>Marked deprecated since 1.0, and still the only way to stream, in 2.0's header too.</summary>
    [LibraryImport(Lib, EntryPoint = "duckdb_execute_prepared_streaming")]
    public static partial int ExecuteStreaming(PreparedHandle prepared, ResultHandle result);

    [LibraryImport(Lib, EntryPoint = "duckdb_column_count")]
    public static partial ulong ColumnCount(ResultHandle result);

    [LibraryImport(Lib, EntryPoint = "duckdb_column_name")]
    public static partial byte* ColumnName(ResultHandle result, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_column_logical_type")]
    public static partial LogicalTypeHandle ColumnType(ResultHandle result, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_fetch_chunk")]
    public static partial nint FetchChunk(NativeResult result);
}
