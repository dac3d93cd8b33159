using System.Text;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Records;
using Serverless.Store.Results;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Results;

public sealed class StoredResultsTests
{
    // Larger than a window: parts are read in pieces.
    [Theory]
    [InlineData(100)]
    [InlineData(3_000_000)]
    public async Task Part_InAnyOrder_GivesWhatWasWritten(int size)
    {
        using var folder = new TempFolder();
        var stores = new TenantStores("default", new LocalBlobAccount(folder.Of("store"), TimeProvider.System).GetContainer("default"), TimeProvider.System);
        const int Parts = 9;
        using (var writer = new PartWriter(folder.Of("scratch")))
        {
            for (var part = 0; part < Parts; part++) writer.AddValue(part == 4 ? (object)(long)part : Text(part, size), isHole: part == 7);
            var stored = await writer.UploadAsync(stores.Blobs, "token", TimeProvider.System, default);
            await stores.Ledger.TryRecordAsync("token", new LedgerRecord { First = 10, Last = 10 + Parts - 1, Blob = stored.Name.Value, Bytes = stored.Length }, 0, default);
        }
        var results = await StoredResults.OpenAsync(stores, "node", "token", default);

        foreach (var part in new[] { 0, 1, 8, 3, 4, 5, 7, 6, 2, 0 })
        {
            var expected = part == 7 ? "" : part == 4 ? "4" : $"\"{Text(part, size)}\"";
            Assert.Equal(expected, Encoding.UTF8.GetString((await results.PartAsync(10 + part, default)).Span));
        }
    }

    // Every byte of a small blob; of one that is larger than a window those around the borders of blocks and parts.
    [Theory]
    [InlineData(3)]
    [InlineData(3_000_000)]
    public async Task Part_AnyBitFlipped_IsLostAndNeverAnotherValue(int size)
    {
        using var folder = new TempFolder();
        var stores = new TenantStores("default", new LocalBlobAccount(folder.Of("store"), TimeProvider.System).GetContainer("default"), TimeProvider.System);
        const int Parts = 4;
        using var writer = new PartWriter(folder.Of("scratch"));
        for (var part = 0; part < Parts; part++) writer.AddValue(Text(part, size), isHole: false);
        var stored = await writer.UploadAsync(stores.Blobs, "token", TimeProvider.System, default);
        var good = (await stores.Blobs.GetAsync(stored.Name, default))!.Bytes.ToArray();
        var all = good.Length < 1000 ? Enumerable.Range(0, good.Length) : [0, 65535, 65536, size - 1, size, size + 2, (2 * size) + 5, good.Length - 500, good.Length - 30, good.Length - 13, good.Length - 5, good.Length - 1];
        var wanted = Enumerable.Range(0, Parts).Select(part => $"\"{Text(part, size)}\"").ToList();
        foreach (var at in all)
        {
            var bad = good.ToArray();
            bad[at] ^= 1;
            await stores.Blobs.PutAsync(stored.Name, bad, BlobCondition.None, default);
            var token = $"token{at}";
            await stores.Ledger.TryRecordAsync(token, new LedgerRecord { First = 0, Last = Parts - 1, Blob = stored.Name.Value, Bytes = stored.Length }, 0, default);
            var results = await StoredResults.OpenAsync(stores, "node", token, default);
            var lost = 0;
            for (var part = 0; part < Parts; part++)
            {
                try
                {
                    Assert.Equal(wanted[part], Encoding.UTF8.GetString((await results.PartAsync(part, default)).Span));
                    var file = folder.Of("part");
                    await results.SaveAsync(part, file, default);
                    Assert.Equal(wanted[part], await File.ReadAllTextAsync(file));
                }
                catch (LostResultException)
                {
                    lost++;
                }
            }
            Assert.True(lost > 0, $"byte {at}");
            // The one who looks next makes it again.
            Assert.Empty(await stores.Ledger.ReadAsync(token, default));
        }
    }

    private static string Text(int part, int size) => new((char)('a' + part), size);
}
