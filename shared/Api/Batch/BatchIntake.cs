using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serverless.Api.Jobs;
using Serverless.Api.Observing;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Json;

namespace Serverless.Api.Batch;

/// <summary>What became of a message.</summary>
/// <param name="JobId">Its job.</param>
/// <param name="Rejected">Why it cannot be a job; null when it is one. The job list has it by then; the queue's holder sets the message aside.</param>
public sealed record BatchResult(string JobId, string? Rejected);

/// <summary>
/// Makes jobs of the messages of the queue <c>jobs</c>. What identifies a message is the queue's id for it, which is the same at every delivery on every
/// store; the job's id is made from it, so that a message that is delivered twice is one job. A message may instead name the id itself, which also makes
/// one job of a message that was put twice.
/// </summary>
/// <param name="services">The host's.</param>
/// <param name="tenant">Whom the queue belongs to: the one who may write to it acts for that tenant.</param>
public sealed partial class BatchIntake(ApiServices services, string tenant)
{
    public const string QueueName = "jobs";

    private TenantStores Stores => services.Tenants[tenant];

    /// <summary>Starts a message's job, or records why there is none. The same message again changes nothing and gives the same result.</summary>
    /// <exception cref="StorageException">Nothing is decided: the message is to be delivered again.</exception>
    public async Task<BatchResult> HandleAsync(string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var id = IdOf(messageId);
        try
        {
            var message = BatchMessage.Parse(body);
            id = message.Id ?? id;
            var document = message.Blob is { } blob ? await LoadAsync(blob, cancellationToken) : message.Document;
            var submitted = await services.Submitter.AcceptAsync(services.Client, tenant, message.Given.PutInto(document.Span), new SubmitOptions { JobId = id, Trace = message.Trace }, cancellationToken);
            return new BatchResult(submitted.Job.Id, null);
        }
        catch (JobInvalidException e)
        {
            return await RejectAsync(IdOf(messageId), e.Problems.Length == 1 ? e.Problems[0].Message : e.Message, e.Problems, cancellationToken);
        }
        catch (Exception e) when (e is BatchMessageException or JobIdTakenException)
        {
            return await RejectAsync(IdOf(messageId), e.Message, null, cancellationToken);
        }
    }

    /// <summary>Records a message that could not be handled as often as it was tried.</summary>
    public Task<BatchResult> GiveUpAsync(string messageId, string reason, CancellationToken cancellationToken) => RejectAsync(IdOf(messageId), reason, null, cancellationToken);

    // Azure's ids are GUIDs, the local store's are hexadecimal: both fit as they are, and can be found again. Anything else is hashed.
    private static string IdOf(string messageId)
    {
        var id = $"q-{messageId}".ToLowerInvariant();
        return JobId.Problem(id) is null ? id : $"q-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, 16))}";
    }

    private async Task<ReadOnlyMemory<byte>> LoadAsync(string blob, CancellationToken cancellationToken)
    {
        if (BlobName.Problem(blob) is { } problem) throw new BatchMessageException($"'{blob}' is no blob name: {problem}.");
        var content = await Stores.Blobs.GetAsync(new BlobName(blob), cancellationToken);
        return content?.Bytes ?? throw new BatchMessageException($"There is no blob '{blob}' in container '{Stores.Blobs.Container}'. Upload the document first, then put the message.");
    }

    private async Task<BatchResult> RejectAsync(string id, string reason, IReadOnlyList<Problem>? problems, CancellationToken cancellationToken)
    {
        // The first verdict stays: its time is part of the entry's place in the list.
        var entry = new JobEntry { Id = id, Name = "(queue message)", SubmittedAt = services.Time.GetUtcNow(), Rejected = reason, Problems = problems };
        try
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(entry, ExecutionJson.Options);
            await Stores.Blobs.PutAsync(JobStore.JobBlob(id, JobReader.RejectedBlob), bytes, BlobCondition.IfAbsent, cancellationToken);
        }
        catch (StorageConflictException)
        {
            entry = (await Stores.Jobs.FindAsync<JobEntry>(id, JobReader.RejectedBlob, cancellationToken))!;
        }
        await new JobIndex(Stores.Blobs).AddAsync(entry, cancellationToken);
        ApiInstruments.MessagesRejected.Add(1);
        Rejected(services.Log, tenant, id);
        return new BatchResult(id, entry.Rejected);
    }
}
