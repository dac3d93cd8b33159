using System.Runtime.InteropServices;

namespace Serverless.Tables.Native;

/// <summary>Table functions in C#.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib, EntryPoint = "duckdb_create_table_function")]
    public static partial nint CreateTableFunction();

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_table_function")]
    public static partial void DestroyTableFunction(ref nint function);

    [LibraryImport(Lib, EntryPoint = "duckdb_table_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void TableFunctionSetName(nint function, string name);

    [LibraryImport(Lib, EntryPoint = "duckdb_table_function_add_parameter")]
    public static partial void TableFunctionAddParameter(nint function, LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_table_function_set_bind")]
    public static partial void TableFunctionSetBind(nint function, delegate* unmanaged[Cdecl]<nint, void> bind);

    [LibraryImport(Lib, EntryPoint = "duckdb_table_function_set_init")]
    public static partial void TableFunctionSetInit(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport(Lib, EntryPoint = "duckdb_table_function_set_function")]
    public static partial void TableFunctionSetFunction(nint function, delegate* unmanaged[Cdecl]<nint, nint, void> scan);

    [LibraryImport(Lib, EntryPoint = "duckdb_table_function_supports_projection_pushdown")]
    public static partial void TableFunctionSupportsProjection(nint function, byte supports);

    [LibraryImport(Lib, EntryPoint = "duckdb_register_table_function")]
    public static partial int RegisterTableFunction(ConnectionHandle connection, nint function);

    [LibraryImport(Lib, EntryPoint = "duckdb_bind_get_parameter")]
    public static partial ValueHandle BindGetParameter(nint info, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_get_int64")]
    public static partial long GetInt64(ValueHandle value);

    [LibraryImport(Lib, EntryPoint = "duckdb_bind_add_result_column", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void BindAddColumn(nint info, string name, LogicalTypeHandle type);

    [LibraryImport(Lib, EntryPoint = "duckdb_bind_set_cardinality")]
    public static partial void BindSetCardinality(nint info, ulong rows, byte exact);

    [LibraryImport(Lib, EntryPoint = "duckdb_bind_set_bind_data")]
    public static partial void BindSetData(nint info, nint data, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport(Lib, EntryPoint = "duckdb_bind_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void BindSetError(nint info, string error);

    [LibraryImport(Lib, EntryPoint = "duckdb_init_get_bind_data")]
    public static partial nint InitGetBindData(nint info);

    [LibraryImport(Lib, EntryPoint = "duckdb_init_set_init_data")]
    public static partial void InitSetData(nint info, nint data, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport(Lib, EntryPoint = "duckdb_init_get_column_count")]
    public static partial ulong InitColumnCount(nint info);

    [LibraryImport(Lib, EntryPoint = "duckdb_init_get_column_index")]
    public static partial ulong InitColumnIndex(nint info, ulong position);

    [LibraryImport(Lib, EntryPoint = "duckdb_init_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void InitSetError(nint info, string error);

    [LibraryImport(Lib, EntryPoint = "duckdb_function_get_init_data")]
    public static partial nint FunctionGetInitData(nint info);

    [LibraryImport(Lib, EntryPoint = "duckdb_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void FunctionSetError(nint info, string error);
}
