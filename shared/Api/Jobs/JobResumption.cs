using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Resolving;

namespace Serverless.Api.Jobs;

/// <summary>
/// Goes on with a job that has failed, or whose outputs are not there any more as they were written: a new job over the same document that counts, for the ledger, as the one that it resumes. What
/// is recorded is found, results of impure functions too; what failed or never started runs. The ended job stays as it ended.
/// </summary>
internal sealed class JobResumption(JobSubmitter submitter, TenantStores stores, DurableClient client)
{
    /// <summary>
    /// Resumes a job. Its n-th resumption has the id <c>{id}-r{n}</c>: asked twice, it is the same one. An id that somebody else's job has is passed over. A resumption that ended without results too is resumed in its turn.
    /// </summary>
    /// <exception cref="Graph.Validation.JobInvalidException">What the document names or reads is not there any more.</exception>
    public async Task<SubmittedJob> ResumeAsync(string ended, TraceContext? trace, CancellationToken cancellationToken)
    {
        var first = await SubmissionAsync(ended, cancellationToken);
        var root = first.Resumes ?? ended;
        var last = first.Resumes is null ? first : await SubmissionAsync(root, cancellationToken);
        for (var n = 1; ; n++)
        {
            var id = $"{root}-r{n}";
            // Ids are anybody's to choose: one that another document has, or this one for itself, is no resumption. The next one is looked at.
            if (await stores.Jobs.FindAsync<Submission>(id, JobBlobs.Submission, cancellationToken) is { } taken && taken.Resumes != root) continue;
            var there = await client.GetAsync(JobSubmitter.InstanceOf(new JobKey(stores.Tenant, id)), cancellationToken);
            if (there is { HasEnded: true } && (!IsDone(there) || !await new WholeOutputs(stores).AreThereAsync(id, cancellationToken)))
            {
                last = await SubmissionAsync(id, cancellationToken);
                continue;
            }
            if (there is not null) return new SubmittedJob(new JobKey(stores.Tenant, id), Created: false);
            var document = await stores.Blobs.GetAsync(JobStore.JobBlob(root, JobBlobs.Document), cancellationToken)
                ?? throw new BlobNotFoundException(JobStore.JobBlob(root, JobBlobs.Document), stores.Blobs.Container);
            var options = new SubmitOptions { JobId = id, BaseFolder = first.BaseFolder, Resumes = root, Resumed = last, IsAfterDone = true, Trace = trace };
            try
            {
                return await submitter.AcceptAsync(client, stores.Tenant, document.Bytes, options, cancellationToken);
            }
            catch (JobIdTakenException)
            {
                // Somebody took it a moment ago.
            }
        }
    }

    private async Task<Submission> SubmissionAsync(string job, CancellationToken cancellationToken) =>
        await stores.Jobs.FindAsync<Submission>(job, JobBlobs.Submission, cancellationToken)
        ?? throw new BlobNotFoundException(JobStore.JobBlob(job, JobBlobs.Submission), stores.Blobs.Container);

    private static bool IsDone(InstanceState instance) => instance.Status == InstanceStatus.Completed && instance.ReadOutput<JobOutcome>()!.Status == JobStatus.Done;
}
