using System.Diagnostics;
using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.Benchmarks.Execution;

/// <summary>One <c>serverless run</c>, as users start it.</summary>
/// <param name="Seconds">Of the job, in its process.</param>
/// <param name="WallSeconds">From the start of the command to its end.</param>
/// <param name="PeakMiB">Of the process that works.</param>
/// <param name="Output">The job's first output.</param>
internal sealed record WholeRun(double Seconds, double WallSeconds, double PeakMiB, JsonNode? Output)
{
    public static async Task<WholeRun> OfAsync(string document, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), document, cancellationToken);
        var clock = Stopwatch.StartNew();
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--output", "json", "--functions", typeof(BenchFunctions).Assembly.Location]);
        var status = await run.WaitAsync(TimeSpan.FromMinutes(5));
        var wall = clock.Elapsed.TotalSeconds;
        if (status != 0) throw new InvalidOperationException($"run ended with {status}: {run.Errors}");
        var result = JsonNode.Parse(run.Output)!;
        return new WholeRun((double)result["seconds"]!, wall, (double)result["peakBytes"]! / (1 << 20), result["outputs"]!.AsObject().First().Value);
    }
}
