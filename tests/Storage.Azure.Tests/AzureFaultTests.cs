using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using Serverless.Storage.Azure.Connection;
using Serverless.Testing;

namespace Serverless.Storage.Azure.Tests;

[Collection(AzuriteGroup.Name)]
[Trait("Needs", "Node")]
public sealed class AzureFaultTests(AzuriteFixture azurite)
{
    private static readonly BlobName A = new("a");
    private readonly string _container = "f-" + Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Put_IfAbsentAndTheAnswerIsLost_DoesNotConflictWithItself()
    {
        await azurite.Blobs.GetContainer(_container).PutAsync(new BlobName("other"), default, BlobCondition.None, CancellationToken.None);
        var transport = new UnreliableTransport(loseFirstWrite: true);
        var store = Account(transport).GetContainer(_container);
        var written = await store.PutAsync(A, "mine"u8.ToArray(), BlobCondition.IfAbsent, CancellationToken.None);
        Assert.Equal(3, transport.Requests);
        Assert.Equal(written.ETag, (await azurite.Blobs.GetContainer(_container).GetPropertiesAsync(A, CancellationToken.None))!.ETag);
        await Assert.ThrowsAsync<StorageConflictException>(() => store.PutAsync(A, "again"u8.ToArray(), BlobCondition.IfAbsent, CancellationToken.None));
    }

    [Fact]
    public async Task Get_ServiceIsBusyAtFirst_IsAskedAgain()
    {
        var transport = new UnreliableTransport(throttled: 1);
        await Account(transport).GetContainer(_container).GetAsync(A, CancellationToken.None);
        Assert.Equal(2, transport.Requests);
    }

    [Fact]
    public async Task Get_ServiceStaysBusy_SaysSoWithTheRequestId()
    {
        var account = new AzureBlobAccount(Options(new UnreliableTransport(throttled: 100)) with { MaxRetries = 1 });
        var fault = await Assert.ThrowsAsync<StorageUnavailableException>(() => account.GetContainer(_container).GetAsync(A, CancellationToken.None));
        Assert.Contains("503", fault.Message, StringComparison.Ordinal);
        Assert.Contains("busy-1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("read blob 'a'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("put")]
    [InlineData("upload")]
    [InlineData("copy")]
    [InlineData("read")]
    [InlineData("list")]
    [InlineData("delete")]
    public async Task Blobs_CancelledAtAnyRequest_ThrowAndLeaveOldOrNew(string operation)
    {
        var plain = azurite.Blobs.GetContainer(_container);
        // Several blocks, so that there are requests between the first and the last.
        var (before, after) = (new byte[200_000], Enumerable.Repeat((byte)1, 200_000).ToArray());
        for (var request = 1; ; request++)
        {
            await plain.PutAsync(A, before, BlobCondition.None, CancellationToken.None);
            using var stop = new CancellationTokenSource();
            var transport = new UnreliableTransport(cancelAt: (request, stop));
            var store = new AzureBlobAccount(Options(transport) with { BlockSize = 64 * 1024, Parallelism = 1 }).GetContainer(_container);
            var run = operation switch
            {
                "put" => store.PutAsync(A, after, BlobCondition.None, stop.Token),
                "upload" => store.UploadAsync(A, new MemoryStream(after), BlobCondition.None, stop.Token),
                "copy" => store.CopyAsync(A, new BlobName("b"), BlobCondition.None, stop.Token),
                "read" => ReadAsync(store, stop.Token),
                "list" => ListAsync(store, stop.Token),
                _ => store.DeleteAsync(A, BlobCondition.None, stop.Token),
            };
            var cancelled = await Record.ExceptionAsync(() => run);
            var content = await plain.GetAsync(A, CancellationToken.None);
            Assert.True(content is null ? operation == "delete" : content.Bytes.Span.SequenceEqual(before) || content.Bytes.Span.SequenceEqual(after));
            if (transport.Requests >= request)
            {
                Assert.IsAssignableFrom<OperationCanceledException>(cancelled);
                continue;
            }
            Assert.Null(cancelled);
            Assert.InRange(request, 2, 20);
            return;
        }
    }

    private static async Task ReadAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(A, BlobRange.All, cancellationToken);
        await stream.CopyToAsync(Stream.Null, cancellationToken);
    }

    private static async Task ListAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        await foreach (var _ in store.ListAsync("", cancellationToken)) { }
    }

    [Fact]
    public async Task Check_NothingListens_SaysHowToStartAzurite()
    {
        var connection = azurite.ConnectionString.Replace($":{azurite.BlobPort}/", $":{Azurite.FreePort()}/", StringComparison.Ordinal);
        var fault = await Assert.ThrowsAsync<StorageUnavailableException>(() => AzureBlobAccount.Of(connection).CheckAsync(CancellationToken.None));
        Assert.Contains("npx azurite --skipApiVersionCheck --location .azurite", fault.Message, StringComparison.Ordinal);
        await AzureBlobAccount.Of(azurite.ConnectionString).CheckAsync(CancellationToken.None);
        await AzureQueueAccount.Of(azurite.ConnectionString).CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Check_KeyIsWrong_SaysWhatToGrantWithTheRequestId()
    {
        var connection = azurite.ConnectionString.Replace("AccountKey=Eby8", "AccountKey=Aby8", StringComparison.Ordinal);
        var fault = await Assert.ThrowsAsync<StorageUnavailableException>(() => AzureBlobAccount.Of(connection).CheckAsync(CancellationToken.None));
        Assert.Contains("403", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Storage Blob Data Contributor", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("request id none", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenRead_LargeBlobIsReplacedMeanwhile_FailsInsteadOfMixingVersions()
    {
        var account = new AzureBlobAccount(Options(null) with { BlockSize = 64 * 1024, Parallelism = 1 });
        var store = account.GetContainer(_container);
        await store.PutAsync(A, new byte[300_000], BlobCondition.None, CancellationToken.None);
        await using var stream = await store.OpenReadAsync(A, BlobRange.All, CancellationToken.None);
        await store.PutAsync(A, new byte[300_000], BlobCondition.None, CancellationToken.None);
        await Assert.ThrowsAsync<StorageConflictException>(() => stream.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task Parse_ConnectionStringWithSas_ReadsWritesAndCopies()
    {
        await azurite.Blobs.GetContainer(_container).PutAsync(A, "content"u8.ToArray(), BlobCondition.None, CancellationToken.None);
        var service = new BlobServiceClient(azurite.ConnectionString, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02));
        var sas = service.GenerateAccountSasUri(AccountSasPermissions.All, DateTimeOffset.MaxValue.AddYears(-7900), AccountSasResourceTypes.All).Query.TrimStart('?');
        var store = AzureBlobAccount.Of($"BlobEndpoint={service.Uri.GetLeftPart(UriPartial.Path)};SharedAccessSignature={sas}").GetContainer(_container);
        await store.CopyAsync(A, new BlobName("b"), BlobCondition.IfAbsent, CancellationToken.None);
        Assert.Equal(7, (await store.GetAsync(new BlobName("b"), CancellationToken.None))!.Bytes.Length);
    }

    private AzureBlobAccount Account(UnreliableTransport transport) => new(Options(transport));

    private AzureStorageOptions Options(UnreliableTransport? transport) => new() { ConnectionString = azurite.ConnectionString, Transport = transport };
}
