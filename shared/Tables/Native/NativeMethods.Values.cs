using System.Runtime.InteropServices;

namespace Serverless.Tables.Native;

/// <summary>Values for parameters.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib, EntryPoint = "duckdb_create_null_value")]
    public static partial ValueHandle CreateNull();

    [LibraryImport(Lib, EntryPoint = "duckdb_create_bool")]
    public static partial ValueHandle CreateBoolean(byte value);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_int64")]
    public static partial ValueHandle CreateInt64(long value);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_double")]
    public static partial ValueHandle CreateDouble(double value);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_date")]
    public static partial ValueHandle CreateDate(int days);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_timestamp")]
    public static partial ValueHandle CreateTimestamp(long microseconds);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_timestamp_tz")]
    public static partial ValueHandle CreateTimestampTz(long microseconds);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_decimal")]
    public static partial ValueHandle CreateDecimal(NativeDecimal value);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_varchar_length")]
    public static partial ValueHandle CreateVarchar(byte* text, ulong length);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_blob")]
    public static partial ValueHandle CreateBlob(byte* bytes, ulong length);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_list_value")]
    public static partial ValueHandle CreateList(LogicalTypeHandle elementType, nint* values, ulong count);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_value")]
    public static partial void DestroyValue(ref nint value);
}
