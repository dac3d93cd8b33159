using System.Collections.Concurrent;
using System.Globalization;
using Serverless.Jobs.Events;
using Serverless.Storage;
using Serverless.Store.Jobs;
using Serverless.Store.Json;
using Serverless.Store.Memory;

namespace Serverless.Store.Events;

/// <summary>One blob of the log.</summary>
/// <param name="Source">Who appended.</param>
/// <param name="Sequence">The source's own count.</param>
/// <param name="Events">In order.</param>
public sealed record EventPage(string Source, int Sequence, IReadOnlyList<JobEvent> Events);

/// <summary>
/// A job's events: <c>jobs/{job}/events/{n}</c>, n from 0 without gaps, each created only if absent. Readers follow n; nothing else tells them of progress.
/// </summary>
public sealed class EventLog(IBlobStore blobs)
{
    /// <summary>A page of this source begins a new life of the job: behind it every source counts from 0 again.</summary>
    public const string RestartSource = "restart";

    // A page that is not what was written: what stood there is not known, and what follows is.
    private const string DamagedSource = "damaged";

    private const long MaxRecentBytes = 4L << 20;

    // Pages never change. What closes a job and what adds its progress up read what units of this process have just appended.
    private readonly RecentCache<EventPage> _recent = new(MaxRecentBytes);

    // Where this process appended last, by job: it saves a listing. A wrong hint costs a lost race, nothing else.
    private readonly ConcurrentDictionary<string, long> _next = new(StringComparer.Ordinal);

    /// <summary>Appends a page once: the same source and sequence again, after a crash, changes nothing.</summary>
    /// <returns>The page's number.</returns>
    public async Task<long> AppendAsync(string job, EventPage page, CancellationToken cancellationToken)
    {
        var bytes = StoredJson.Write(page);
        if (!_next.TryGetValue(job, out var number))
        {
            number = await CountAsync(job, cancellationToken);
            // A repeat comes with the next process, and soon: only the last pages can hold it.
            for (var back = number - 1; back >= Math.Max(0, number - 8); back--)
            {
                var there = await ReadAsync(job, back, cancellationToken);
                if (there is not null && Same(there, page)) return back;
                if (there is { Source: RestartSource }) break;
            }
        }
        for (; ; number++)
        {
            try
            {
                await blobs.PutAsync(Name(job, number), bytes, BlobCondition.IfAbsent, cancellationToken);
                break;
            }
            catch (StorageConflictException)
            {
                // Somebody else took this number, or this very page is there from an attempt before.
                if (await ReadAsync(job, number, cancellationToken) is { } there && Same(there, page)) break;
            }
        }
        _next[job] = number + 1;
        _recent.Set(Name(job, number).Value, page, bytes.Length);
        return number;
    }

    /// <summary>As <see cref="ReadAsync"/>, of a job that was not purged since this process appended to its log: what it appended lately costs no operation.</summary>
    public async Task<EventPage?> ReadLatelyAsync(string job, long number, CancellationToken cancellationToken) =>
        _recent.TryGet(Name(job, number).Value, out var known) ? known : await ReadAsync(job, number, cancellationToken);

    /// <returns>Null while page <paramref name="number"/> is not there yet.</returns>
    public async Task<EventPage?> ReadAsync(string job, long number, CancellationToken cancellationToken) =>
        await blobs.GetAsync(Name(job, number), cancellationToken) is { } content
            ? StoredJson.TryRead<EventPage>(content.Bytes.Span) ?? new EventPage(DamagedSource, 0, [])
            : null;

    /// <summary>The last event of a type since the job's last start; null: there is none. Looks from the end, where the events that close a job are.</summary>
    public async Task<JobEvent?> FindLastAsync(string job, string type, CancellationToken cancellationToken)
    {
        for (var number = await CountAsync(job, cancellationToken) - 1; number >= 0; number--)
        {
            if (await ReadAsync(job, number, cancellationToken) is not { } page) continue;
            if (page.Events.LastOrDefault(e => e.Type == type) is { } found) return found;
            if (page.Source == RestartSource) return null;
        }
        return null;
    }

    private async Task<long> CountAsync(string job, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var blob in blobs.ListAsync(Folder(job), cancellationToken))
        {
            count = long.Parse(blob.Name.Value.AsSpan(Folder(job).Length), CultureInfo.InvariantCulture) + 1;
        }
        return count;
    }

    private static bool Same(EventPage a, EventPage b) => a.Source == b.Source && a.Sequence == b.Sequence;

    private static string Folder(string job) => JobStore.FolderOf(job, JobBlobs.Events);

    private static BlobName Name(string job, long number) => new(string.Create(CultureInfo.InvariantCulture, $"{Folder(job)}{number:D9}"));
}
