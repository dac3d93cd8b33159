namespace Serverless.Tables;

/// <summary>A local file that is there until this is disposed.</summary>
public sealed class ScratchFile : IDisposable
{
    private Action? _release;

    internal ScratchFile(string path, Action release) => (Path, _release) = (path, release);

    /// <summary>Absolute. To read only: others read it too.</summary>
    public string Path { get; }

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
