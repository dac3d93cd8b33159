namespace Serverless.BuiltIns.Exec;

/// <summary>Finds a program as a shell would, so that one that is missing is said to be missing.</summary>
internal static class ProgramSearch
{
    /// <param name="program">A name, or a path; relative ones are of the task's folder.</param>
    /// <param name="path">Folders to look in.</param>
    /// <param name="folder">The task's.</param>
    /// <exception cref="ExecFinalException">There is none.</exception>
    public static string Find(string program, string path, string folder)
    {
        // Windows looks by itself, and knows more endings than there are rules.
        if (OperatingSystem.IsWindows()) return program;
        if (program.Contains('/'))
        {
            var own = Path.Combine(folder, program);
            return IsProgram(own) ? own
                : File.Exists(own) ? throw new ExecFinalException($"'{program}' may not be executed. Files of a task are not: name the program that reads it, as [\"sh\", \"{program}\"].")
                : throw new ExecFinalException($"There is no program '{program}'.");
        }
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(p => Path.Combine(p, program)).FirstOrDefault(IsProgram)
            ?? throw new ExecFinalException($"There is no program '{program}' in the path of this host ({path}).");
    }

    private static bool IsProgram(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None;
}
