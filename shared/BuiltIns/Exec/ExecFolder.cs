using Serverless.BuiltIns.Arguments;
using Serverless.Execution.Tasks;
using Serverless.Native.Files;

namespace Serverless.BuiltIns.Exec;

/// <summary>
/// The folder in which a program runs, within its unit's scratch folder, and one beside it for its temporary files. They go with the task, or with the unit, or,
/// after a kill -9, with the process's scratch folder when the next one sweeps.
/// </summary>
internal sealed class ExecFolder : IDisposable
{
    private const int MaxListed = 10;

    private readonly string _root;

    private ExecFolder(string root)
    {
        _root = root;
        Work = Directory.CreateDirectory(System.IO.Path.Combine(root, "work")).FullName;
        Temporary = Directory.CreateDirectory(System.IO.Path.Combine(root, "tmp")).FullName;
    }

    /// <summary>Where the program runs.</summary>
    public string Work { get; }

    /// <summary>For what it writes for itself.</summary>
    public string Temporary { get; }

    /// <summary>The file that has standard output, where it is to be stored.</summary>
    public string Stdout => System.IO.Path.Combine(_root, "stdout");

    /// <summary>Makes it, with the request's files in it.</summary>
    public static async Task<ExecFolder> CreateAsync(ExecRequest request, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var folder = new ExecFolder(System.IO.Path.Combine(context.Scratch, $"exec-{Guid.NewGuid():N}"));
        try
        {
            foreach (var (name, value) in request.Files) await folder.WriteAsync(name, value, context, cancellationToken);
            if (request.StdinFile is { } file) await folder.WriteAsync(file, request.Stdin, context, cancellationToken);
            foreach (var output in request.Outputs) Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder.Path(output))!);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A file that the program wrote.</summary>
    /// <exception cref="ExecFailedException">It did not.</exception>
    public string Written(string name)
    {
        var path = Path(name);
        if (OwnershipProblem(name) is { } why) throw new ExecFinalException($"It left {why}, where 'outputs' wants a plain file.");
        if (File.Exists(path)) return path;
        var there = Directory.EnumerateFileSystemEntries(Work).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal).Take(MaxListed).ToList();
        throw new ExecFailedException($"It ended well and did not write '{name}', which 'outputs' names. In its folder {(there.Count == 0 ? "is nothing" : $"are: {string.Join(", ", there)}")}.");
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_root, recursive: true);
        }
        catch (UnauthorizedAccessException) when (!OperatingSystem.IsWindows())
        {
            // Folders that the program made unwritable.
            foreach (var folder in Directory.EnumerateDirectories(_root, "*", Everything)) Unlock(folder);
            Directory.Delete(_root, recursive: true);
        }
    }

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private static void Unlock(string folder)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task WriteAsync(string name, object? value, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var path = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        await using var source = await TaskBytes.OpenAsync(value, context, cancellationToken);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await source.CopyToAsync(file, cancellationToken);
    }

    // A pipe would keep anyone who opens it for ever, a device never ends, and a link, also of a folder on the way, leads to files that are not the program's to give.
    private string? OwnershipProblem(string name)
    {
        var parts = name.Split('/', '\\');
        var way = Work;
        foreach (var part in parts.SkipLast(1))
        {
            way = System.IO.Path.Combine(way, part);
            if (new DirectoryInfo(way).LinkTarget is not null) return $"a link as the folder of '{name}'";
        }
        return FileKind.PlainFileProblem(Path(name), followLinks: false) is { } kind ? $"{kind} as '{name}'" : null;
    }

    private string Path(string name) => System.IO.Path.Combine(Work, name);
}
