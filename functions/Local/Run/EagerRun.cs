using Serverless.Activities.Eager;
using Serverless.Graph.Documents;
using Serverless.Graph.Parameters;
using Serverless.Graph.Parsing;
using Serverless.Graph.Policies;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Local.Output;
using Serverless.Supervision;

namespace Serverless.Local.Run;

/// <summary><c>run --eager</c>: everything on this thread, one task after the other, nothing from earlier runs. For the debugger.</summary>
internal sealed class EagerRun(HostSettings settings, GivenParameters given)
{
    /// <returns>The exit status.</returns>
    public int Run(string path, CancellationToken cancellationToken) => CallingThread.Run(() => RunAsync(path, cancellationToken));

    private async Task<int> RunAsync(string path, CancellationToken cancellationToken)
    {
        await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
        var jobs = host.Parts.Eager();
        var files = JobFile.LoadAll(path, host.Functions, given);
        SupervisedProcess.Begun();
        foreach (var file in files)
        {
            var started = System.Diagnostics.Stopwatch.StartNew();
            var job = new JobKey(settings.Tenant, JobId.New(TimeProvider.System));
            var document = Private(file.Document, host);
            var outcome = await RunAsync(jobs, job, document, file, cancellationToken);
            var status = await new Report(host, settings, document, job, FoundWork.Nothing, started.Elapsed).PrintAsync(outcome, ReferenceEquals(file, files[^1]), cancellationToken);
            if (status != ExitStatus.Done) return status;
        }
        return ExitStatus.Done;
    }

    private static async Task<JobOutcome> RunAsync(EagerJobs jobs, JobKey job, JobDocument document, JobFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await jobs.RunAsync(job, document, file.Folder, cancellationToken);
        }
        catch (JobInvalidException e)
        {
            throw new InputException(JobProblems.Format(e.Problems, file.Path));
        }
    }

    /// <summary>The same, without what is recorded.</summary>
    // A recorded result would skip the very code that somebody wants to step through.
    public static JobDocument Private(JobDocument document, HostRuntime host) => JobChecker.Check(
        new JobDraft
        {
            Name = document.Name,
            Nodes = [.. document.Nodes],
            Outputs = document.Outputs,
            Policy = (document.Policy ?? new Policy()) with { Cache = CacheMode.None },
            After = document.After,
            Parameters = document.Parameters,
        },
        host.Functions,
        isStored: true).Require();
}
