using Serverless.Api.Jobs;
using Serverless.Graph.Identity;
using Serverless.Graph.Parameters;
using Serverless.Jobs;
using Serverless.Local.Host;
using Serverless.Local.Hosting;
using Serverless.Local.Output;
using Serverless.Store.Results;
using Serverless.Supervision;

namespace Serverless.Local.Run;

/// <summary>One <c>run</c>: checks everything first, then runs the files in order and prints what came out.</summary>
internal sealed class JobRun(HostSettings settings, GivenParameters given, bool isFresh)
{
    // What was damaged is made again; what is damaged again and again is no accident.
    private const int MaxAgain = 3;

    /// <returns>The exit status.</returns>
    public async Task<int> RunAsync(string path, CancellationToken cancellationToken)
    {
        await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
        var files = JobFile.LoadAll(path, host.Functions, given);
        var check = new JobFileCheck(host, settings.Tenant);
        foreach (var file in files)
        {
            if (await check.ProblemsAsync(file, cancellationToken) is { Count: > 0 } problems) throw new InputException(JobProblems.Format([.. problems], file.Path));
        }
        await host.OpenAsync(cancellationToken);
        // Before anything takes a step: what another document needs, its functions for one, need not be here, and units that were running do not run on.
        var hashes = files.Select(f => DocumentHash.Of(f.Document).ToString()).ToHashSet(StringComparer.Ordinal);
        var suspended = await SuspendOthersAsync(host, hashes, cancellationToken);
        SupervisedProcess.Begun();
        await host.StartAsync(cancellationToken, job => job.Job.Tenant == settings.Tenant && hashes.Contains(job.DocumentHash) ? null : "Another job runs in this process.");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = new QueueLoop(host.Pools.Answers, new AnswerReader(host.Client), settings.Logging.CreateLogger("Serverless.Local.Run"), TimeProvider.System);
        var reading = files.Any(f => f.Document.Nodes.Any(n => f.Document.PolicyOf(n).Placement is not null)) ? answers.RunAsync(over.Token) : Task.CompletedTask;
        try
        {
            return await RunFilesAsync(host, files, suspended, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await host.DrainAsync();
            throw;
        }
        finally
        {
            await over.CancelAsync();
            await reading;
        }
    }

    private async Task<int> RunFilesAsync(HostRuntime host, IReadOnlyList<JobFile> files, IReadOnlyList<JobInput> suspended, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            var isLast = ReferenceEquals(file, files[^1]);
            var status = await RunFileAsync(host, file, isLast, cancellationToken);
            if (status != ExitStatus.Done) return status;
        }
        if (suspended.Count > 0) await Console.Error.WriteLineAsync($"Suspended, not finished: {string.Join(", ", suspended.Select(s => $"{s.Job.Id} ({s.Name})"))}. Run their documents to go on with them.");
        return ExitStatus.Done;
    }

    private async Task<int> RunFileAsync(HostRuntime host, JobFile file, bool isLast, CancellationToken cancellationToken)
    {
        var hash = DocumentHash.Of(file.Document).ToString();
        for (var again = 0; ; again++)
        {
            try
            {
                return await RunOnceAsync(host, file, hash, isLast, isFresh && again == 0, cancellationToken);
            }
            catch (LostResultException e) when (again < MaxAgain)
            {
                // It was found finished, and what is stored is not what was written. It counts no more: the next job makes it, and nothing else.
                await Console.Error.WriteLineAsync($"{file.Document.Name}: {e.Message} It is made again.");
            }
        }
    }

    private async Task<int> RunOnceAsync(HostRuntime host, JobFile file, string hash, bool isLast, bool fresh, CancellationToken cancellationToken)
    {
        var started = System.Diagnostics.Stopwatch.StartNew();
        if (ParameterView.LineOf(ParameterView.Of(file.Document.Parameters)) is { Length: > 0 } values) await Console.Error.WriteLineAsync($"{file.Document.Name}: {values}");
        var unfinished = await JobSubmitter.UnfinishedAsync(host.Client, settings.Tenant, cancellationToken);
        var job = unfinished.FirstOrDefault(u => u.DocumentHash == hash)?.Job;
        var found = FoundWork.Nothing;
        if (job is null)
        {
            var submitted = await host.Submitter.SubmitAsync(host.Client, settings.Tenant, file.Document, file.Bytes, new SubmitOptions { BaseFolder = file.Folder, IsFresh = fresh, Trace = CallerTrace.FromEnvironment() }, cancellationToken);
            job = submitted.Job;
            foreach (var note in submitted.Notes) await Console.Error.WriteLineAsync($"{file.Document.Name}: {note}");
        }
        else
        {
            found = await FoundWork.CountAsync(host.Stores, job.Id, cancellationToken);
            await new JobControl(host.Client, host.Stores).ResumeAsync(job, "run again", cancellationToken);
            await Console.Error.WriteLineAsync($"{file.Document.Name}: continuing job {job.Id}: {found.Ranges} finished ranges found ({found.Tasks:N0} tasks), they are not run again{(fresh ? "; --fresh counts for a new job" : "")}");
        }
        var state = await ProgressView.OfProcess(host.Stores, job, file.Document.Name, settings.Log.Format).FollowAsync(host.Client.WaitAsync(JobSubmitter.InstanceOf(job), cancellationToken), cancellationToken);
        return await new Report(host, settings, file.Document, job, found, started.Elapsed).PrintAsync(state, isLast, cancellationToken);
    }

    // As other programs hand their trace to those that they start.
    // One process, one run: what else is unfinished in this hub waits until somebody runs it.
    private async Task<IReadOnlyList<JobInput>> SuspendOthersAsync(HostRuntime host, HashSet<string> hashes, CancellationToken cancellationToken)
    {
        var others = (await JobSubmitter.UnfinishedAsync(host.Client, settings.Tenant, cancellationToken)).Where(u => !hashes.Contains(u.DocumentHash)).ToList();
        foreach (var other in others) await new JobControl(host.Client, host.Stores).SuspendAsync(other.Job, $"'run' works on other documents: 'serverless run' with this job's document, or 'serverless resume {other.Job.Id}', goes on with it", cancellationToken);
        return others;
    }
}
