using Serverless.Native.Files;
using Serverless.Storage;

namespace Serverless.Tables;

/// <summary>A local file that is there until this is disposed.</summary>
public sealed class ScratchFile : IDisposable
{
    private Action? _release;

    internal ScratchFile(string path, BlobProperties blob, Action release) => (Path, Blob, _release) = (path, blob, release);

    /// <summary>The blob's version that it was made of.</summary>
    public BlobProperties Blob { get; }

    /// <summary>Absolute. To read only: others read it too.</summary>
    public string Path { get; }

    /// <summary>Gives the file another name, for a reader that may not see the cache's folder: a link, or a copy where there are none. The caller deletes it.</summary>
    public void PlaceAt(string path)
    {
        if (!HardLink.TryCreate(Path, path)) File.Copy(Path, path);
    }

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
