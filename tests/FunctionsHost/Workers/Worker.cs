using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Serverless.FunctionsHost.Workers;

/// <summary>A worker process of the app, as its worker.config.json says, behind a guard.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Process _guard;
    private readonly ILogger _log;

    private Worker(Process guard, WorkerConnection connection, int process, ILogger log)
    {
        _guard = guard;
        _log = log;
        Connection = connection;
        Id = process;
    }

    /// <summary>Of the worker's process.</summary>
    public int Id { get; }

    public WorkerConnection Connection { get; }

    public static async Task<Worker> StartAsync(string app, Uri host, string id, WorkerConnection connection, ILogger log)
    {
        using var config = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(app, "worker.config.json")));
        var description = config.RootElement.GetProperty("description");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, WorkingDirectory = app, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(Worker).Assembly.Location);
        string[] arguments =
        [
            "guard",
            description.GetProperty("defaultExecutablePath").GetString()!.Replace("{WorkerRoot}", app + Path.DirectorySeparatorChar, StringComparison.Ordinal),
            Path.Combine(app, description.GetProperty("defaultWorkerPath").GetString()!),
            "--host", host.Host, "--port", host.Port.ToString(CultureInfo.InvariantCulture),
            "--workerId", id, "--requestId", id, "--grpcMaxMessageLength", $"{int.MaxValue}",
            "--functions-uri", $"{host}", "--functions-worker-id", id, "--functions-request-id", id, "--functions-grpc-max-message-length", $"{int.MaxValue}",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = app;
        var guard = Process.Start(start) ?? throw new InvalidOperationException("The guard did not start.");
        var first = await guard.StandardOutput.ReadLineAsync();
        var worker = new Worker(guard, connection, int.Parse(first ?? throw new InvalidOperationException("The worker did not start."), CultureInfo.InvariantCulture), log);
        _ = worker.ReadAsync(guard.StandardOutput);
        _ = worker.ReadAsync(guard.StandardError);
        return worker;
    }

    /// <summary>Waits for its end; everything that it had fails.</summary>
    public async Task EndAsync()
    {
        await _guard.WaitForExitAsync();
        Connection.End($"The worker ended with {_guard.ExitCode}.");
        WorkerLog.Ended(_log, Id, _guard.ExitCode);
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        try
        {
            using var process = Process.GetProcessById(Id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    /// <summary>Closes the guard's pipe: the worker is killed.</summary>
    public void Dispose()
    {
        _guard.StandardInput.Close();
        _guard.WaitForExit();
        _guard.Dispose();
    }

    private async Task ReadAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line) WorkerLog.Output(_log, line);
    }
}
