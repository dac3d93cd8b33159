using Serverless.Native.Files;

namespace Serverless.Engine.Locking;

/// <summary>Makes a hub's folder with its parents, each durable in its parent.</summary>
internal static class HubFolder
{
    public static void Create(IFileSystem files, string folder)
    {
        var missing = new Stack<string>();
        for (var next = folder; next is not null && !TryCreate(files, next); next = Path.GetDirectoryName(next)) missing.Push(next);
        while (missing.TryPop(out var next))
        {
            files.CreateFolder(next);
            if (Path.GetDirectoryName(next) is { } parent) files.FlushFolder(parent);
        }
    }

    /// <returns>True when the folder is there now.</returns>
    private static bool TryCreate(IFileSystem files, string folder)
    {
        try
        {
            if (files.CreateFolder(folder) && Path.GetDirectoryName(folder) is { } parent) files.FlushFolder(parent);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }
}
