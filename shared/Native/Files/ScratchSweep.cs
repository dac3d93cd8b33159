using System.Diagnostics;
using System.Globalization;

namespace Serverless.Native.Files;

/// <summary>Removes scratch folders whose process is gone. What cannot be removed, another user's or on a failing disk, stays: nothing depends on it.</summary>
internal static class ScratchSweep
{
    // Earlier versions locked nothing: an id that no process has says little when processes of several containers share the folder, so such a folder is left alone for a day.
    private static readonly TimeSpan UnlockedAge = TimeSpan.FromDays(1);

    public static void Run(string root, TimeProvider time)
    {
        foreach (var held in Directory.EnumerateFiles(root, $"{ScratchFolder.Prefix}*{ScratchFolder.LockEnding}")) RemoveUnlessHeld(held);
        foreach (var note in Directory.EnumerateFiles(root, $"{ScratchFolder.NotePrefix}*")) RemoveUnlessRead(note);
        foreach (var folder in Directory.EnumerateDirectories(root, $"{ScratchFolder.Prefix}*"))
        {
            if (IsOfEarlierVersion(folder) && IsOld(folder, time)) Delete(folder);
        }
    }

    public static void RunOf(string root, int process)
    {
        foreach (var held in Directory.EnumerateFiles(root, string.Create(CultureInfo.InvariantCulture, $"{ScratchFolder.Prefix}{process}-*{ScratchFolder.LockEnding}"))) RemoveUnlessHeld(held);
    }

    /// <summary>Folder first: as long as there is a folder there is a lock that says whose it is.</summary>
    public static void Remove(string folder, IFile held)
    {
        using (held)
        {
            if (Delete(folder)) DeleteFile(folder + ScratchFolder.LockEnding);
        }
    }

    private static void RemoveUnlessHeld(string lockFile)
    {
        try
        {
            if (DiskFileSystem.Instance.TryLock(lockFile) is { } held) Remove(lockFile[..^ScratchFolder.LockEnding.Length], held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's.
        }
    }

    // serverless-note-{process}-{random}
    private static void RemoveUnlessRead(string note)
    {
        var process = Path.GetFileName(note)[ScratchFolder.NotePrefix.Length..].Split('-')[0];
        if (int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !IsAlive(id)) DeleteFile(note);
    }

    // serverless-{process}: a living process may be another's that has the id by now; then the folder waits for its end.
    private static bool IsOfEarlierVersion(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder).AsSpan(ScratchFolder.Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return false;
        return !IsAlive(id);
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsOld(string folder, TimeProvider time) => time.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(folder) > UnlockedAge;

    private static bool Delete(string folder)
    {
        try
        {
            // A link of that name is removed as a link: what it points to is not ours.
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: new DirectoryInfo(folder).LinkTarget is null);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return !Directory.Exists(folder);
        }
    }

    private static void DeleteFile(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty file that stays.
        }
    }
}
