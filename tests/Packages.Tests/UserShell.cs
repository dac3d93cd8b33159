using System.Diagnostics;

namespace Serverless.Packages.Tests;

/// <summary>Commands as a user types them.</summary>
internal static class UserShell
{
    // What the test's own build says to programs below it is not for a build of the user's.
    private static readonly string[] NotInherited = ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly", "CI"];

    /// <returns>What was printed.</returns>
    /// <exception cref="InvalidOperationException">One failed.</exception>
    public static async Task<string> RunAsync(string folder, string commands, TimeSpan time, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-c", commands])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in NotInherited) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var shell = Process.Start(start)!;
        var printed = Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(time);
        try
        {
            await shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
        }
        var text = string.Join('\n', await printed);
        return shell.ExitCode == 0 ? text : throw new InvalidOperationException($"'{commands}' ended with {shell.ExitCode}:\n{text}");
    }
}
