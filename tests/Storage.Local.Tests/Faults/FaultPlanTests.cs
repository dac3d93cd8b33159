using System.Text;
using Serverless.Storage.Conformance.Faults;
using Serverless.Storage.Counting;
using Serverless.Testing;

namespace Serverless.Storage.Local.Tests.Faults;

public sealed class FaultPlanTests
{
    private static readonly BlobName Result = new("results/1");
    private static readonly BlobName Record = new("ledger/1");

    [Fact]
    public async Task EachCall_UnitOfWorkIsRetried_ResultAndRecordAreThereOnceAndTheMessageIsGone()
    {
        var calls = await FaultPlan.EachCallAsync(async plan =>
        {
            using var folder = new TempFolder();
            var time = new ManualTime();
            var (blobs, queues) = (new LocalBlobAccount(folder.Path, time), new LocalQueueAccount(folder.Path, time));
            var counts = new StorageCounts();
            await queues.GetQueue("units").PutAsync("unit"u8.ToArray(), TimeSpan.Zero, CancellationToken.None);
            // A worker that dies at any fault, and another that comes when the lease has ended.
            for (var worker = 0; worker < 3; worker++)
            {
                try
                {
                    var store = new CountingBlobAccount(new FaultingBlobAccount(blobs, plan), counts).GetContainer("tenant");
                    await WorkAsync(store, new FaultingQueueAccount(queues, plan).GetQueue("units"));
                }
                catch (StorageUnavailableException)
                {
                    time.Advance(TimeSpan.FromMinutes(2));
                }
            }
            var result = await blobs.GetContainer("tenant").GetAsync(Result, CancellationToken.None);
            Assert.Equal("result", Encoding.UTF8.GetString(result!.Bytes.Span));
            Assert.NotNull(await blobs.GetContainer("tenant").GetPropertiesAsync(Record, CancellationToken.None));
            Assert.Equal(0, await queues.GetQueue("units").CountAsync(CancellationToken.None));
            Assert.InRange(counts["blob.put"], 2, 4);
            Assert.Equal(counts.Total, counts.Snapshot().Values.Sum());
        });
        // Three leases (two find nothing), two puts, one completion.
        Assert.Equal(6, calls);
    }

    private static async Task WorkAsync(IBlobStore store, IWorkQueue queue)
    {
        if (await queue.LeaseAsync(TimeSpan.FromMinutes(1), TimeSpan.Zero, CancellationToken.None) is not { } lease) return;
        await store.PutAsync(Result, "result"u8.ToArray(), BlobCondition.None, CancellationToken.None);
        try
        {
            await store.PutAsync(Record, lease.Body, BlobCondition.IfAbsent, CancellationToken.None);
        }
        catch (StorageConflictException)
        {
            // Recorded by an attempt before.
        }
        await queue.CompleteAsync(lease, CancellationToken.None);
    }
}
