using System.Text.Json;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Store.Json;
using Serverless.Store.Records;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Ledgers;

public sealed class LedgerEpochTests : IDisposable
{
    private static readonly string Token = new('a', 64);

    private readonly TempFolder _folder = new();
    private readonly TenantStores _stores;

    public LedgerEpochTests() => _stores = new TenantStores("acme", new LocalBlobAccount(_folder.Path, TimeProvider.System).GetContainer("acme"), TimeProvider.System);

    private Ledger Ledger => _stores.Ledger;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenEpoch_TakesOverWhatWasRecorded_AndIgnoresWhatComesLate()
    {
        await Ledger.TryRecordAsync(Token, await StoredAsync(0, 4), 0, default);
        await Ledger.OpenEpochAsync(await Ledger.ViewAsync(Token, default), _ => true, default);
        // A process that was stopped between its look at the ledger and its record.
        var late = JsonSerializer.SerializeToUtf8Bytes(await StoredAsync(5, 9), ExecutionJson.Options);
        await _stores.Blobs.PutAsync(new BlobName($"ledger/{Token}/0000/{5:D12}"), late, BlobCondition.IfAbsent, default);

        var view = await Ledger.ViewAsync(Token, default);

        Assert.Equal(1, view.Epoch);
        Assert.Equal([0L], view.Records.Select(r => r.First));
    }

    [Fact]
    public async Task Close_RecordedBetweenTheViewAndTheClose_IsPutBackToo()
    {
        await Ledger.TryRecordAsync(Token, await StoredAsync(0, 4), 0, default);
        var view = await Ledger.ViewAsync(Token, default);
        await Ledger.TryRecordAsync(Token, await StoredAsync(5, 9), 0, default);

        var closed = await Ledger.CloseAsync(view, default);
        Assert.Empty(await Ledger.ReadAsync(Token, default));
        Assert.Equal([0L, 5L], closed!.Evicting.Select(r => r.First));
        await Ledger.PutBackAsync(Token, default);

        Assert.Equal([0L, 5L], (await Ledger.ReadAsync(Token, default)).Select(r => r.First));
    }

    [Fact]
    public async Task TryRecord_InAClosedEpoch_CountsInTheOpenOne()
    {
        await Ledger.OpenEpochAsync(await Ledger.ViewAsync(Token, default), _ => true, default);

        Assert.True(await Ledger.TryRecordAsync(Token, await StoredAsync(5, 9), 0, default));

        Assert.Equal([5L], (await Ledger.ReadAsync(Token, default)).Select(r => r.First));
    }

    [Fact]
    public async Task TryRecord_InAClosedEpochWhoseResultsWereRemoved_Refuses()
    {
        var record = await StoredAsync(5, 9);
        await Ledger.OpenEpochAsync(await Ledger.ViewAsync(Token, default), _ => true, default);
        await _stores.Blobs.DeleteAsync(new BlobName(record.Blob!), BlobCondition.None, default);

        await Assert.ThrowsAsync<StorageException>(() => Ledger.TryRecordAsync(Token, record, 0, default));

        Assert.Empty(await Ledger.ReadAsync(Token, default));
    }

    [Fact]
    public async Task OpenEpoch_OnAViewThatIsOld_DoesNothing()
    {
        var old = await Ledger.ViewAsync(Token, default);
        await Ledger.OpenEpochAsync(old, _ => true, default);

        Assert.Null(await Ledger.OpenEpochAsync(old, _ => false, default));
        Assert.Equal(1, (await Ledger.ViewAsync(Token, default)).Epoch);
    }

    [Fact]
    public async Task TryRecord_Twice_FirstOneWins()
    {
        var first = await StoredAsync(0, 4);
        Assert.True(await Ledger.TryRecordAsync(Token, first, 0, default));

        Assert.False(await Ledger.TryRecordAsync(Token, await StoredAsync(0, 4), 0, default));

        Assert.Equal(first.Blob, Assert.Single(await Ledger.ReadAsync(Token, default)).Blob);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RecordedResults_GoneOrCut_AreLostForEverybody(bool gone)
    {
        var (good, bad) = (await StoredAsync(0, 4), await StoredAsync(5, 9));
        await Ledger.TryRecordAsync(Token, good, 0, default);
        await Ledger.TryRecordAsync(Token, bad, 0, default);
        if (gone) await _stores.Blobs.DeleteAsync(new BlobName(bad.Blob!), BlobCondition.None, default);
        else await _stores.Blobs.PutAsync(new BlobName(bad.Blob!), new byte[3], BlobCondition.None, default);

        var results = await RecordedResults.ReadAsync(_stores, Token, default);

        Assert.Equal([bad.Blob], results.Lost.Select(r => r.Blob));
        Assert.Equal([good.Blob], (await Ledger.ReadAsync(Token, default)).Select(r => r.Blob));
        Assert.Empty((await RecordedResults.ReadAsync(_stores, Token, default)).Lost);
    }

    private async Task<LedgerRecord> StoredAsync(long first, long last)
    {
        var name = new BlobName($"results/{Token}/{Guid.NewGuid():N}");
        await _stores.Blobs.PutAsync(name, new byte[100], BlobCondition.IfAbsent, default);
        return new LedgerRecord { First = first, Last = last, Blob = name.Value, Bytes = 100 };
    }
}
