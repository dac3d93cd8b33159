using Serverless.Tables;

namespace Serverless.Datasets.Versions;

/// <summary>The engine that reads and writes checkpoints where a host gives none: one a process, opened at the first checkpoint.</summary>
internal static class LogEngine
{
    private const long MemoryBytes = 128L * 1024 * 1024;

    public static Lazy<TableEngine> OfProcess { get; } = new(Open);

    private static TableEngine Open()
    {
        var folder = Directory.CreateTempSubdirectory("serverless-log-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return new TableEngine(new EngineOptions(folder) { MemoryBytes = MemoryBytes });
    }
}
