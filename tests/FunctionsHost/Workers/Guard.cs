using System.Diagnostics;

namespace Serverless.FunctionsHost.Workers;

/// <summary>
/// Stands between the host and its worker, because a worker outlives a host that was killed: when the host's end of the pipe closes, however that came, the worker is killed.
/// </summary>
internal static class Guard
{
    public static async Task<int> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var worker = Process.Start(new ProcessStartInfo(program, arguments)) ?? throw new InvalidOperationException($"{program} did not start.");
        Console.WriteLine(worker.Id);
        var host = Console.OpenStandardInput().CopyToAsync(Stream.Null);
        if (await Task.WhenAny(host, worker.WaitForExitAsync()) == host) worker.Kill(entireProcessTree: true);
        await worker.WaitForExitAsync();
        return worker.ExitCode;
    }
}
