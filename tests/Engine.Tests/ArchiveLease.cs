using Serverless.Engine.Archives;
using Serverless.Engine.Log;
using Serverless.Engine.State;
using Serverless.Native.Files;

namespace Serverless.Engine.Tests;

/// <summary>The archives of a state, opened anew: those of a disposed engine are closed.</summary>
internal sealed class ArchiveLease : IDisposable
{
    public ArchiveLease(HubState state, string folder) =>
        Set = state.Archives with
        {
            Files = [.. state.Archives.Files.Select(f => ArchiveFile.Open(DiskFileSystem.Instance, folder, f.Number, Hub(folder, f.Number)))],
        };

    public ArchiveSet Set { get; }

    public void Dispose()
    {
        foreach (var file in Set.Files) file.Dispose();
    }

    private static Guid Hub(string folder, long number)
    {
        var name = LogFormat.FileName(number, LogFormat.ArchiveSuffix);
        return FileHeader.Read(File.ReadAllBytes(Path.Combine(folder, name)), LogFormat.ArchiveMagic, name)!.Hub;
    }
}
