using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Serverless.Storage.Azure.Connection;

/// <summary>Makes the SDK's clients with our retry policy.</summary>
internal static class ClientFactory
{
    public static BlobServiceClient Blobs(AzureStorageOptions options)
    {
        // 2021-12-02 knows everything used here, and emulators in use know it.
        var client = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02);
        Configure(client, options);
        if (options.ConnectionString is { } connection) return new BlobServiceClient(connection, client);
        var service = options.BlobService ?? throw new ArgumentException("AzureStorageOptions needs ConnectionString or BlobService.", nameof(options));
        return HasSas(service) ? new BlobServiceClient(service, client) : new BlobServiceClient(service, Credential(options), client);
    }

    public static QueueServiceClient Queues(AzureStorageOptions options)
    {
        var client = new QueueClientOptions(QueueClientOptions.ServiceVersion.V2021_08_06);
        Configure(client, options);
        if (options.ConnectionString is { } connection) return new QueueServiceClient(connection, client);
        var service = options.QueueService ?? throw new ArgumentException("AzureStorageOptions needs ConnectionString or QueueService.", nameof(options));
        return HasSas(service) ? new QueueServiceClient(service, client) : new QueueServiceClient(service, Credential(options), client);
    }

    private static void Configure(ClientOptions client, AzureStorageOptions options)
    {
        client.Retry.Mode = RetryMode.Exponential;
        client.Retry.MaxRetries = options.MaxRetries;
        client.Retry.Delay = options.RetryDelay;
        client.Retry.MaxDelay = options.MaxRetryDelay;
        client.Retry.NetworkTimeout = options.NetworkTimeout;
        if (options.Transport is { } transport) client.Transport = transport;
        client.Diagnostics.IsLoggingContentEnabled = false;
        client.Diagnostics.ApplicationId = "serverless";
    }

    private static bool HasSas(Uri service) => service.Query.Contains("sig=", StringComparison.Ordinal);

    private static TokenCredential Credential(AzureStorageOptions options) =>
        options.Identity ?? new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ManagedIdentityClientId });
}
