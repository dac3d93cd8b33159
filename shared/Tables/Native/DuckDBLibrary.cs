using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Serverless.Tables.Errors;

// The resolver names the file; the system's search paths are never asked.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
[assembly: DisableRuntimeMarshalling]

namespace Serverless.Tables.Native;

/// <summary>Finds libduckdb and asserts its version before anything else is called.</summary>
internal static class DuckDBLibrary
{
    /// <summary>The name that imports carry.</summary>
    public const string Name = "duckdb";

    /// <summary>The one version that the layouts and the rules of this layer were checked against.</summary>
    public const string ExpectedVersion = "v1.5.6";

    /// <summary>Names a libduckdb to use instead of the one beside the program.</summary>
    public const string PathVariable = "DUCKDB_LIBRARY";

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>The version of the library; loads it at first use.</summary>
    /// <exception cref="TableException">Kind <see cref="TableErrorKind.Library"/>: not there, or another version.</exception>
    public static string Version => Loaded.Value;

    private static string Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(DuckDBLibrary).Assembly, Resolve);
        string version;
        try
        {
            version = NativeMethods.LibraryVersion();
        }
        catch (Exception problem) when (problem is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new TableException(TableErrorKind.Library,
                $"DuckDB's library cannot be loaded. Looked at: {string.Join(", ", Candidates())}. Build again, or set {PathVariable} to a libduckdb of version {ExpectedVersion}.", problem);
        }
        if (version != ExpectedVersion)
        {
            throw new TableException(TableErrorKind.Library, $"DuckDB's library is version {version}; this program needs {ExpectedVersion}.");
        }
        return version;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Name) return 0;
        var found = Candidates().FirstOrDefault(File.Exists);
        return found is null ? 0 : NativeLibrary.Load(found);
    }

    private static IEnumerable<string> Candidates()
    {
        // A set variable is an order: a wrong path must not silently fall back to another library.
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } asked) return [asked];
        var file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        var os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var rid = $"{os}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return [Path.Combine(AppContext.BaseDirectory, "runtimes", rid, "native", file), Path.Combine(AppContext.BaseDirectory, file)];
    }
}
