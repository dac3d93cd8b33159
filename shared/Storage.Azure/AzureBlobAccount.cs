using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Serverless.Storage.Azure.Blobs;
using Serverless.Storage.Azure.Connection;

namespace Serverless.Storage.Azure;

/// <summary>The containers of an account of Azure Storage or Azurite.</summary>
public sealed class AzureBlobAccount : IBlobAccount
{
    private readonly ConcurrentDictionary<string, IBlobStore> _containers = new(StringComparer.Ordinal);
    private readonly BlobServiceClient _service;
    private readonly AzureStorageOptions _options;

    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public AzureBlobAccount(AzureStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        try
        {
            _service = ClientFactory.Blobs(options);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The connection string is none: {e.Message}", nameof(options), e);
        }
    }

    /// <summary>From what users write after <c>--storage</c>: see <see cref="AzureStorageOptions.Parse"/>.</summary>
    public static AzureBlobAccount Of(string connection) => new(AzureStorageOptions.Parse(connection));

    public IBlobStore GetContainer(string name) => _containers.GetOrAdd(
        AccountName.Checked(name, "container"),
        static (n, account) => new AzureBlobStore(account._service.GetBlobContainerClient(n), account._options),
        this);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            // One attempt: the one who asks wants to know now. Any answer but a refusal says that the service is there and knows us.
            var once = ClientFactory.Blobs(_options with { MaxRetries = 0, NetworkTimeout = TimeSpan.FromSeconds(10) });
            await foreach (var _ in once.GetBlobContainersAsync(cancellationToken: cancellationToken).AsPages(pageSizeHint: 1)) break;
        }
        catch (Exception e) when (AzureErrors.IsOfService(e))
        {
            throw AzureErrors.Of("look at the blob service", _service.Uri, e);
        }
    }
}
