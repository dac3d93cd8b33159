using System.IO.MemoryMappedFiles;

namespace Serverless.Execution.Isolation;

/// <summary>
/// Says which task a process is at, to anyone who finds it dead: eight bytes of a mapped file, which the kernel keeps however the process ends. A note costs
/// one store.
/// </summary>
public sealed class TaskMarker : IDisposable
{
    private const long None = -1;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private TaskMarker(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, mapName: null, sizeof(long));
        _view = _file.CreateViewAccessor(0, sizeof(long));
    }

    public static TaskMarker Create(string path)
    {
        var marker = new TaskMarker(path);
        marker.Note(None);
        return marker;
    }

    public void Note(long task) => _view.Write(0, task);

    /// <returns>The task that was noted last; null when none was.</returns>
    public static long? Read(string path)
    {
        if (!File.Exists(path)) return null;
        var bytes = File.ReadAllBytes(path);
        return bytes.Length >= sizeof(long) && BitConverter.ToInt64(bytes) is var task and not None ? task : null;
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
