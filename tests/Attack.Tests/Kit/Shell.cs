using System.Diagnostics;

namespace Serverless.Attack.Tests.Kit;

/// <summary>A command of the system.</summary>
internal static class Shell
{
    /// <returns>Whether it ended well.</returns>
    public static async Task<bool> RunAsync(string command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("sh") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        using var process = Process.Start(start)!;
        await Task.WhenAll(process.StandardError.ReadToEndAsync(cancellationToken), process.StandardOutput.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0;
    }
}
