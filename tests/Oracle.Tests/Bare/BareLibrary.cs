using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
[assembly: DisableRuntimeMarshalling]

namespace Serverless.Oracle.Tests.Bare;

/// <summary>The few calls of DuckDB's C interface that the reference needs. Nothing of shared/Tables is in its way.</summary>
internal static unsafe partial class BareLibrary
{
    private const string Name = "duckdb";

    static BareLibrary() => NativeLibrary.SetDllImportResolver(typeof(BareLibrary).Assembly, Resolve);

    /// <summary>Filled by the library; its fields are read through functions only.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Result
    {
        private fixed ulong _fields[8];
    }

    [LibraryImport(Name, EntryPoint = "duckdb_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string? path, out nint database);

    [LibraryImport(Name, EntryPoint = "duckdb_close")]
    internal static partial void Close(ref nint database);

    [LibraryImport(Name, EntryPoint = "duckdb_connect")]
    internal static partial int Connect(nint database, out nint connection);

    [LibraryImport(Name, EntryPoint = "duckdb_disconnect")]
    internal static partial void Disconnect(ref nint connection);

    [LibraryImport(Name, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Query(nint connection, string sql, out Result result);

    [LibraryImport(Name, EntryPoint = "duckdb_result_error")]
    internal static partial nint Error(ref Result result);

    [LibraryImport(Name, EntryPoint = "duckdb_column_count")]
    internal static partial ulong ColumnCount(ref Result result);

    [LibraryImport(Name, EntryPoint = "duckdb_row_count")]
    internal static partial ulong RowCount(ref Result result);

    [LibraryImport(Name, EntryPoint = "duckdb_column_name")]
    internal static partial nint ColumnName(ref Result result, ulong column);

    [LibraryImport(Name, EntryPoint = "duckdb_value_varchar")]
    internal static partial nint Text(ref Result result, ulong column, ulong row);

    [LibraryImport(Name, EntryPoint = "duckdb_free")]
    internal static partial void Free(nint pointer);

    [LibraryImport(Name, EntryPoint = "duckdb_destroy_result")]
    internal static partial void Destroy(ref Result result);

    // The file that the build puts beside the program, wherever it came from.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Name) return 0;
        if (Environment.GetEnvironmentVariable("DUCKDB_LIBRARY") is { Length: > 0 } asked) return NativeLibrary.Load(asked);
        var file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        return NativeLibrary.Load(Directory.EnumerateFiles(AppContext.BaseDirectory, file, SearchOption.AllDirectories).First());
    }
}
