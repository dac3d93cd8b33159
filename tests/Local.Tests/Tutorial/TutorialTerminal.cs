using System.Diagnostics;
using Serverless.Testing;

namespace Serverless.Local.Tests.Tutorial;

/// <summary>A terminal in an empty folder, with <c>serverless</c> in its path; variables stay from one command to the next.</summary>
internal sealed class TutorialTerminal : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    // What the test's own build says to programs below it is not for a build of the reader's.
    private static readonly string[] NotInherited = ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly"];

    private readonly TempFolder _home = new();
    private readonly List<Process> _background = [];

    public TutorialTerminal()
    {
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(Bin);
        var program = Path.Combine(Bin, "serverless");
        File.WriteAllText(program, $"#!/bin/bash\nexec dotnet exec '{Path.Combine(AppContext.BaseDirectory, "serverless.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Folder => _home.Of("work");

    private string Bin => _home.Of("bin");

    private string State => _home.Of("state");

    public void Save(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Runs commands one after the other, up to the first that fails.</summary>
    /// <returns>The exit status, and what was printed.</returns>
    public async Task<(int Status, string Printed)> RunAsync(string commands)
    {
        var script = $"[ -e '{State}' ] && . '{State}'\ntrap 'status=$?; declare -p JOB > \"{State}\"  2>/dev/null || true; exit $status' EXIT\nset -e\n{commands}";
        using var shell = Shell(script);
        var printed = Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(MaxWait);
        await shell.WaitForExitAsync(limit.Token);
        return (shell.ExitCode, string.Join('\n', await printed));
    }

    /// <summary>Starts a command that goes on, and waits until it says that it is ready.</summary>
    public async Task StartAsync(string command, string isReady)
    {
        var shell = Shell($"exec {command}");
        _background.Add(shell);
        var (said, ready) = (new System.Text.StringBuilder(), new TaskCompletionSource());
        shell.ErrorDataReceived += (_, happened) =>
        {
            said.AppendLine(happened.Data);
            if (happened.Data is null) ready.TrySetException(new InvalidOperationException($"'{command}' ended before it was ready: {said}"));
            else if (happened.Data.Contains(isReady, StringComparison.Ordinal)) ready.TrySetResult();
        };
        shell.BeginErrorReadLine();
        await ready.Task.WaitAsync(MaxWait);
    }

    public void Dispose()
    {
        foreach (var process in _background)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
        _home.Dispose();
    }

    private Process Shell(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            UseShellExecute = false,
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Bin}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var name in NotInherited) start.Environment.Remove(name);
        return Process.Start(start)!;
    }
}
