using System.Diagnostics;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.Host.Tests;

/// <summary><c>serverless host</c> as a process of its own.</summary>
internal sealed class HostProgram : IDisposable
{
    private readonly ProgramRun _run;

    private HostProgram(ProgramRun run, Uri url)
    {
        _run = run;
        Url = url;
    }

    public Uri Url { get; }

    public string Errors => _run.Errors;

    /// <param name="data">The hub's folder.</param>
    /// <param name="storage">A connection; null: local.</param>
    /// <param name="port">0: a free one.</param>
    /// <param name="more">Options, as <c>--allow-exec</c>.</param>
    /// <param name="environment">Variables.</param>
    public static async Task<HostProgram> StartAsync(string data, string? storage = null, int port = 0, IReadOnlyList<string>? more = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] arguments = ["host", "--data", data, "--urls", $"http://127.0.0.1:{port}", .. storage is null ? [] : new[] { "--storage", storage }, .. more ?? []];
        var run = ProgramRun.Start("serverless", arguments, environment);
        try
        {
            const string says = "Listening on ";
            await Condition.WaitAsync(
                "the host listens",
                () => run.HasExited ? throw new InvalidOperationException($"The host ended: {run.Errors}") : run.Errors.Contains(says, StringComparison.Ordinal),
                TimeSpan.FromMinutes(3));
            var line = run.Errors[(run.Errors.IndexOf(says, StringComparison.Ordinal) + says.Length)..];
            return new HostProgram(run, new Uri(line[..line.IndexOf(' ', StringComparison.Ordinal)]));
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    public JobHostClient Connect() => new(Url);

    /// <summary>Any signal, as <c>STOP</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_run.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _run.KillAsync();

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> TerminateAsync(TimeSpan limit)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_run.Id}"])) await kill.WaitForExitAsync();
        return await _run.WaitAsync(limit);
    }

    public void Dispose() => _run.Dispose();
}
