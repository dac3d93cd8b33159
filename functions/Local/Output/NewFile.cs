namespace Serverless.Local.Output;

/// <summary>A file in one step: who looks for it finds the old one or the whole new one.</summary>
internal static class NewFile
{
    /// <param name="path">Where; its folder is made where it is not there.</param>
    /// <param name="write">Writes it.</param>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var next = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            await using (var file = new FileStream(next, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true)) await write(file);
            File.Move(next, path, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }
}
