using System.Diagnostics;

namespace Serverless.Samples.DatabaseLimit;

/// <summary>The <c>serverless</c> program of this checkout, as a user runs it.</summary>
internal sealed class ServerlessProgram(string data, string connection)
{
    private readonly string _root = Root();

    /// <summary>Runs it to its end; its output, after the last line of its progress.</summary>
    public async Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var said = (await errors).Trim().Split('\n');
        return (process.ExitCode, $"{said[^1]}\n{(await output).Trim()}".Trim());
    }

    /// <summary>Starts it; the caller reads its streams, or lets them go.</summary>
    public Process Start(params string[] arguments)
    {
        var configuration = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(_root, "functions", "Local", "bin", configuration, "net10.0", "serverless.dll") },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--data");
        start.ArgumentList.Add(data);
        start.Environment["ERP_CONNECTION"] = connection;
        // As on a machine of 16 cores, with units of 4 queries: without the semaphore the database would see many of them at once.
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "16";
        start.Environment["SERVERLESS_MAX_UNIT_TASKS"] = "4";
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    /// <summary>A file of this sample.</summary>
    public string FileOf(string name) => Path.Combine(_root, "samples", "database-limit", name);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serverless.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("The sample runs from within a checkout.");
    }
}
