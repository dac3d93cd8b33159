using System.Collections.Concurrent;
using System.Diagnostics;

namespace Serverless.Storage.Local.Tests.Processes;

/// <summary>This program as another process; killed with its owner.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    public ChildProcess(string role, string folder, int number)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { typeof(ChildProcess).Assembly.Location, role, folder, $"{number}" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        _process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is not null) _lines.Enqueue(e.Data);
        };
        _process.BeginOutputReadLine();
        Error = _process.StandardError.ReadToEndAsync();
    }

    public IReadOnlyCollection<string> Lines => _lines;

    public Task<string> Error { get; }

    public async Task EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(_process.ExitCode == 0, $"exit {_process.ExitCode}: {await Error}");
    }

    /// <summary>Kills it as kill -9 does, and waits for its last line.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
