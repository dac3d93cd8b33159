using System.Runtime.InteropServices;

namespace Serverless.Tables.Native;

/// <summary>DuckDB's C API: opening, connecting, configuration.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Lib = DuckDBLibrary.Name;

    public static string LibraryVersion() => Text(RawLibraryVersion());

    [LibraryImport(Lib, EntryPoint = "duckdb_library_version")]
    private static partial byte* RawLibraryVersion();

    [LibraryImport(Lib, EntryPoint = "duckdb_create_config")]
    public static partial int CreateConfig(out ConfigHandle config);

    [LibraryImport(Lib, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetConfig(ConfigHandle config, string name, string option);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref nint config);

    [LibraryImport(Lib, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string? path, out DatabaseHandle database, ConfigHandle config, out byte* error);

    [LibraryImport(Lib, EntryPoint = "duckdb_close")]
    public static partial void Close(ref nint database);

    [LibraryImport(Lib, EntryPoint = "duckdb_connect")]
    public static partial int Connect(DatabaseHandle database, out ConnectionHandle connection);

    [LibraryImport(Lib, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(Lib, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(ConnectionHandle connection);

    [LibraryImport(Lib, EntryPoint = "duckdb_query_progress")]
    public static partial NativeProgress QueryProgress(ConnectionHandle connection);

    [LibraryImport(Lib, EntryPoint = "duckdb_free")]
    public static partial void Free(void* memory);

    /// <summary>Text that DuckDB keeps.</summary>
    public static string Text(byte* utf8) => utf8 is null ? "" : Marshal.PtrToStringUTF8((nint)utf8) ?? "";

    /// <summary>Text that the caller owns: copied, then freed.</summary>
    public static string TakeText(byte* utf8)
    {
        var text = Text(utf8);
        if (utf8 is not null) Free(utf8);
        return text;
    }
}
