using System.Text;
using Serverless.Execution.Records;
using Serverless.Execution.Results;
using Serverless.Storage.Local;
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
            var stored = await writer.UploadAsync(stores.Blobs, "token", default);
            await stores.Ledger.TryRecordAsync("token", new LedgerRecord { First = 10, Last = 10 + Parts - 1, Blob = stored.Name.Value, Bytes = stored.Length }, 0, default);
        }
        var results = await StoredResults.OpenAsync(stores, "node", "token", default);

        foreach (var part in new[] { 0, 1, 8, 3, 4, 5, 7, 6, 2, 0 })
        {
            var expected = part == 7 ? "" : part == 4 ? "4" : $"\"{Text(part, size)}\"";
            Assert.Equal(expected, Encoding.UTF8.GetString((await results.PartAsync(10 + part, default)).Span));
        }
    }

    private static string Text(int part, int size) => new((char)('a' + part), size);
}
