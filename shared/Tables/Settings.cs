using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables;

/// <summary>How instances are set up.</summary>
internal static class Settings
{
    // Above any number of partitions: at the default of 100, DuckDB closes files early and splits partitions into several.
    private const int OpenPartitions = 100_000;

    // Below this, even small scans fail.
    private const long LeastMemoryBytes = 16L * 1024 * 1024;

    public static IEnumerable<(string Name, string Value)> AtOpen(int threads, long memoryBytes) =>
    [
        ("threads", SqlLiteral.Number(threads)),
        ("memory_limit", $"{SqlLiteral.Number(memoryBytes)}B"),
        // Nothing is ever fetched from the network; with these on, an s3:// path waits half a second and then fails otherwise.
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("allow_persistent_secrets", "false"),
    ];

    public static void Check(string folderOption, string folder, int threads, long memoryBytes, long spillBytes)
    {
        if (!Path.IsPathFullyQualified(folder) || !Directory.Exists(folder)) throw new ArgumentException($"'{folder}' is no absolute path of an existing folder.", folderOption);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryBytes, LeastMemoryBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(spillBytes);
    }

    public static void CheckAbsolute(string option, string path)
    {
        if (!Path.IsPathFullyQualified(path)) throw new ArgumentException($"'{path}' is no absolute path.", option);
    }

    public static string Engine(EngineOptions options) => Common(options.TemporaryFolder, options.SpillBytes);

    public static string Sandbox(SandboxOptions options) => string.Join("; ",
        Common(Path.Combine(options.ScratchFolder, ".spill"), options.SpillBytes),
        $"SET allowed_directories = {SqlLiteral.List(FilePattern.AndName(options.ScratchFolder))}",
        $"SET allowed_paths = {SqlLiteral.List(options.ReadableFiles.SelectMany(FilePattern.AndName))}",
        "SET enable_external_access = false",
        // Last: from here on no statement changes any of it.
        "SET lock_configuration = true");

    private static string Common(string temporaryFolder, long spillBytes) => string.Join("; ",
        "SET errors_as_json = true",
        $"SET temp_directory = {SqlLiteral.Text(temporaryFolder)}",
        // Only bites when set after the instance is open.
        $"SET max_temp_directory_size = '{SqlLiteral.Number(spillBytes)}B'",
        $"SET partitioned_write_max_open_files = {OpenPartitions}",
        "SET TimeZone = 'UTC'",
        // A query binds its files three times (view, schema, run); the cache checks a file's length and time before it trusts a footer.
        "SET parquet_metadata_cache = true",
        "SET enable_progress_bar = true",
        "SET enable_progress_bar_print = false");
}
