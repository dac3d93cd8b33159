using Serverless.Api.Jobs;
using Serverless.Graph.Parameters;
using Serverless.Local.Run;
using Serverless.Supervision;

namespace Serverless.Local.Client;

/// <summary>One call of a client verb; each returns the exit status.</summary>
internal sealed class ClientVerb(HostConnection connection, OutputFormat format)
{
    private readonly JobPrinter _printer = new(format, TimeProvider.System);

    public JobApi Api { get; } = new(connection.Http);

    /// <param name="file">The job file.</param>
    /// <param name="given">Values of its parameters, and of those of the files that it comes after.</param>
    /// <param name="id">Its job's id, or null.</param>
    /// <param name="watch">Whether to stay until its end.</param>
    /// <param name="isAfterDone">Whether the files that it comes after are done; otherwise each is handed in and awaited first, as <c>run</c> would.</param>
    /// <param name="cancellationToken">Stops waiting; what was handed in goes on.</param>
    public async Task<int> SubmitAsync(string file, GivenParameters given, string? id, bool watch, bool isAfterDone, CancellationToken cancellationToken)
    {
        var files = JobFileOrder.Load(file, given);
        foreach (var before in isAfterDone ? [] : files.SkipLast(1))
        {
            var first = await Api.SubmitAsync(before.Bytes, null, cancellationToken);
            await Console.Error.WriteLineAsync($"First, {before.Path}: job {first.Id}");
            if (await FollowAsync(first.Id, cancellationToken) is var (end, status) && status != ExitStatus.Done)
            {
                await _printer.PrintAsync(end);
                return status;
            }
        }
        var job = await Api.SubmitAsync(files[^1].Bytes, id, cancellationToken);
        foreach (var note in job.Notes ?? []) await Console.Error.WriteLineAsync(note);
        if (watch) return await WatchAsync(job.Id, cancellationToken);
        if (format == OutputFormat.Json) await _printer.PrintJsonAsync(job);
        else await StandardOutput.Out.WriteLineAsync(job.Id);
        if (connection.IsInProcess) await Console.Error.WriteLineAsync("No process runs this hub: the job starts with the next 'serverless host' or 'serverless watch'.");
        return ExitStatus.Done;
    }

    public async Task<int> WatchAsync(string id, CancellationToken cancellationToken)
    {
        var (job, status) = await FollowAsync(id, cancellationToken);
        await _printer.PrintAsync(job);
        return status;
    }

    public async Task<int> ChangeAsync(string id, string verb, CancellationToken cancellationToken, string? reason = null)
    {
        var status = await ShowAsync(await Api.ChangeAsync(id, verb, cancellationToken, reason));
        if (connection.IsInProcess) await Console.Error.WriteLineAsync("No process runs this hub: it takes effect with the next 'serverless host' or 'serverless watch'.");
        return status;
    }

    /// <summary>Lets a job go on, in this process to its end when no other process runs the hub.</summary>
    public async Task<int> ResumeAsync(string id, CancellationToken cancellationToken)
    {
        var job = await Api.ChangeAsync(id, "resume", cancellationToken);
        if (job.Id != id) await Console.Error.WriteLineAsync($"Job {id} has ended; job {job.Id} goes on with what is not finished, or not there any more.");
        if (!connection.IsInProcess) return await ShowAsync(job);
        var status = await WatchAsync(job.Id, cancellationToken);
        return status == ExitStatus.Done ? await new OutputsVerb(Api, format).PrintAsync(job.Id, null, cancellationToken) : status;
    }

    public async Task<int> ListAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        await _printer.PrintAsync(await Api.ListAsync(limit, after, cancellationToken));
        return ExitStatus.Done;
    }

    public async Task<int> ShowAsync(JobView job)
    {
        await _printer.PrintAsync(job);
        return ExitStatus.Done;
    }

    private async Task<(JobView Job, int Status)> FollowAsync(string id, CancellationToken cancellationToken)
    {
        await connection.RunJobsAsync(cancellationToken);
        if (connection.IsInProcess && await Api.GetAsync(id, cancellationToken) is { HasEnded: false, Reason: { } held }) throw new InputException($"Job {id}: {held}");
        var job = await FollowOwnedAsync(id, cancellationToken);
        return (job, job.Status switch { JobState.Done => ExitStatus.Done, JobState.Cancelled => ExitStatus.Cancelled, JobState.Rejected => ExitStatus.WrongInput, _ => ExitStatus.JobFailed });
    }

    private async Task<JobView> FollowOwnedAsync(string id, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(connection.OwnerGone, cancellationToken);
        try
        {
            return await new JobWatch(Api, TimeProvider.System).FollowAsync(id, both.Token);
        }
        catch (OperationCanceledException) when (connection.OwnerGone.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PlatformException($"The process that ran the hub is gone, and job {id} has not ended. 'serverless run' with its document, 'serverless resume {id}' or 'serverless host' goes on with it.");
        }
    }
}
