using Serverless.Native.Files;

namespace Serverless.Storage.Local.Files;

/// <summary>Tries whether a folder can hold a store.</summary>
internal static class FolderProbe
{
    // Any time with a part below a microsecond.
    private const long OddTick = 638_000_000_000_000_007;

    public static Task CheckAsync(IFileSystem files, string folder, CancellationToken cancellationToken) =>
        BlockingThreads.Shared.RunAsync(() => Check(files, folder), cancellationToken);

    private static void Check(IFileSystem files, string folder)
    {
        var path = Path.Combine(folder, ".probe-" + Guid.NewGuid().ToString("n"));
        try
        {
            Make(files, folder);
            using var file = files.Open(path, FileOpening.CreateNew);
            try
            {
                file.Write("probe"u8, 0);
                file.LastWriteTime = new DateTimeOffset(OddTick, TimeSpan.Zero);
                file.Flush();
                if (files.GetStatus(path)?.LastWriteTime.UtcTicks != OddTick)
                    throw new StorageUnavailableException($"The file system of '{folder}' keeps times too coarsely to tell versions apart. Use one such as ext4, XFS, APFS or NTFS.");
            }
            finally
            {
                files.Delete(path);
            }
        }
        catch (Exception e) when (FileErrors.IsFileFault(e))
        {
            throw new StorageUnavailableException(FileErrors.Of("write a file", folder, e).Message, e);
        }
    }

    private static void Make(IFileSystem files, string folder)
    {
        try
        {
            files.CreateFolder(folder);
        }
        catch (DirectoryNotFoundException) when (Path.GetDirectoryName(folder) is not null)
        {
            Make(files, Path.GetDirectoryName(folder)!);
            files.CreateFolder(folder);
        }
    }
}
