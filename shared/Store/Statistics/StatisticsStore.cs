using System.Text.Json;
using Serverless.Planning.Learning;
using Serverless.Storage;
using Serverless.Store.Json;

namespace Serverless.Store.Statistics;

/// <summary>A tenant's statistics in one blob. Losing them costs a worse plan, nothing else: nothing waits or fails for them.</summary>
public sealed class StatisticsStore(IBlobStore blobs)
{
    private static readonly BlobName Name = new("statistics.json");

    // Jobs that end at the same moment: the one who loses that often has nothing that the next job will not see too.
    private const int Attempts = 5;

    public async Task<StatisticsBook> ReadAsync(CancellationToken cancellationToken) =>
        await blobs.GetAsync(Name, cancellationToken) is { } content ? Read(content) : StatisticsBook.Empty;

    /// <summary>Changes the book, over what others change meanwhile.</summary>
    /// <returns>False when others were faster each time.</returns>
    public async Task<bool> ChangeAsync(Func<StatisticsBook, StatisticsBook> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var content = await blobs.GetAsync(Name, cancellationToken);
            var changed = change(content is null ? StatisticsBook.Empty : Read(content));
            try
            {
                await blobs.PutAsync(
                    Name,
                    JsonSerializer.SerializeToUtf8Bytes(changed, ExecutionJson.Options),
                    content is null ? BlobCondition.IfAbsent : BlobCondition.IfMatch(content.Properties.ETag),
                    cancellationToken);
                return true;
            }
            catch (StorageConflictException)
            {
                // Somebody else's job ended: theirs first.
            }
        }
        return false;
    }

    private static StatisticsBook Read(BlobContent content)
    {
        try
        {
            return JsonSerializer.Deserialize<StatisticsBook>(content.Bytes.Span, ExecutionJson.Options) ?? StatisticsBook.Empty;
        }
        catch (JsonException)
        {
            return StatisticsBook.Empty;
        }
    }
}
