using Serverless.Native.Files;

namespace Serverless.Storage.Local.Files;

/// <summary>Files that are written but not published yet. What a dead process left is removed after a day, when it cannot be written any more.</summary>
internal sealed class Staging(IFileSystem files, string folder, TimeProvider time)
{
    private static readonly TimeSpan Stale = TimeSpan.FromDays(1);

    private int _swept;

    public string Folder => folder;

    /// <summary>A new file, to be disposed; no other file has its path.</summary>
    public StagedFile Create()
    {
        if (Interlocked.Exchange(ref _swept, 1) == 0) Sweep();
        var path = Path.Combine(folder, Guid.NewGuid().ToString("n"));
        return new StagedFile(files, path, files.Open(path, FileOpening.CreateNew));
    }

    private void Sweep()
    {
        var before = time.GetUtcNow() - Stale;
        foreach (var entry in files.List(folder))
        {
            var path = Path.Combine(folder, entry.Name);
            if (!entry.IsFolder && files.GetStatus(path) is { } status && status.LastWriteTime < before) files.Delete(path);
        }
    }
}

/// <summary>A staged file; gone with its owner unless it was published.</summary>
internal sealed class StagedFile(IFileSystem files, string path, IFile file) : IDisposable
{
    private bool _published;

    public IFile File => file;

    /// <summary>Gives the file its final name.</summary>
    /// <returns>False when the name is taken and may not be replaced.</returns>
    public bool Publish(string target, bool overwrite) => _published = files.Rename(path, target, overwrite);

    public void Dispose()
    {
        file.Dispose();
        if (_published) return;
        try
        {
            files.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The fault that kept it from being published is the one to report; the sweep takes the rest.
        }
    }
}
