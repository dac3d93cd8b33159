using System.Globalization;
using System.Reflection;

namespace Serverless.Local.Hosting;

/// <summary>Which builds of users' DLLs this process has: it goes on with them whatever happens to the files, and says so.</summary>
internal sealed class LoadedFunctions
{
    private const int MaxNamed = 5;

    private readonly List<(string File, DateTime WrittenAt, string Build)> _files = [];
    private readonly DateTimeOffset _at = TimeProvider.System.GetLocalNow();

    /// <summary>To be called with the time that the file had before it was loaded.</summary>
    public void Add(string file, DateTime writtenAt, Assembly assembly) => _files.Add((file, writtenAt, assembly.ManifestModule.ModuleVersionId.ToString("N")[..8]));

    /// <summary>Those with functions, for anyone who watches the host; null: there are none.</summary>
    public string? Describe() => _files.Count == 0 ? null : $"Functions of {string.Join(", ", _files.Take(MaxNamed).Select(f => $"{Path.GetFileName(f.File)} (build {f.Build})"))}{(_files.Count > MaxNamed ? $" and {_files.Count - MaxNamed} more" : "")}.";

    /// <summary>Files that are others than were loaded; empty: none.</summary>
    public string Changes()
    {
        var changed = _files.Where(f => File.GetLastWriteTimeUtc(f.File) != f.WrittenAt).Select(f => f.File).ToList();
        return changed.Count == 0 ? "" : $"'{changed[0]}' was written anew{(changed.Count > 1 ? $", as {changed.Count - 1} more were" : "")}: this process has the build from before; start it again to load the new one.";
    }

    /// <summary>For the user who names a function that is not here.</summary>
    public string Hint() => _files.Count == 0
        ? "Only built-ins are loaded: --functions names the folder or DLL that holds yours, when the process starts."
        : $"{Describe()!.TrimEnd('.')}, loaded at {_at.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}. {Changes()}".TrimEnd();
}
