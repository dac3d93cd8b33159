using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage.Azure.Connection;

/// <summary>How to reach an account of Azure Storage. Checked when an account is made from it.</summary>
public sealed record AzureStorageOptions
{
    private const string SasKey = "SharedAccessSignature=";

    /// <summary>A connection string (also with a SAS, also <c>UseDevelopmentStorage=true</c>); null when URLs are given.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>URL of the blob service; with a SAS in its query that is used, without one <c>DefaultAzureCredential</c> (managed identity, Azure CLI, ...).</summary>
    public Uri? BlobService { get; init; }

    /// <summary>URL of the queue service, likewise.</summary>
    public Uri? QueueService { get; init; }

    /// <summary>Client id of a user-assigned managed identity; null = the system-assigned one, or the user who is signed in.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>
    /// Attempts after the first; 0 to 20, default 6. With <see cref="RetryDelay"/> doubling they span about 25 s: longer than the moving of a partition that
    /// an account answers 503 during, shorter than the lease of a unit.
    /// </summary>
    public int MaxRetries { get; init; } = 6;

    /// <summary>Pause before the first retry, doubled and jittered for each further one; longer where a Retry-After header asks for it. Default 400 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Longest pause between retries. Default 15 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Longest time one attempt may go without any byte, 1 s to 10 min. Default 100 s: a block of 8 MiB at the slowest link worth having (1 Mbit/s) takes 67 s.
    /// </summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// Bytes of a block of an upload and of a range of a download; 64 KiB to 100 MiB, default 4 MiB. With <see cref="Parallelism"/> it bounds a transfer's memory:
    /// 4 x 4 MiB. Larger ones gain little on one connection.
    /// </summary>
    public int BlockSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Blocks or ranges of one blob under way at once; 1 to 64, default 4. One connection gives 60 MB/s at most; a unit has several blobs.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>
    /// Reads what users write after <c>--storage</c>: a connection string, <c>UseDevelopmentStorage=true</c>, the URL of an account's blob service with a SAS,
    /// or without one for <c>DefaultAzureCredential</c>. The queue service's URL follows from the blob service's.
    /// </summary>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public static AzureStorageOptions Parse(string connection)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connection);
        if (!connection.Contains("://", StringComparison.Ordinal) || connection.Contains(';', StringComparison.Ordinal))
            return new AzureStorageOptions { ConnectionString = connection };
        if (!Uri.TryCreate(connection, UriKind.Absolute, out var blobs) || blobs.Scheme is not ("https" or "http"))
            throw new ArgumentException("The storage is neither a connection string nor the URL of a blob service, as in https://ACCOUNT.blob.core.windows.net.", nameof(connection));
        if (!blobs.Host.Contains(".blob.", StringComparison.Ordinal))
            throw new ArgumentException($"'{blobs.Host}' is not the host of a blob service, as in ACCOUNT.blob.core.windows.net; use a connection string for others.", nameof(connection));
        var queues = new UriBuilder(blobs) { Host = blobs.Host.Replace(".blob.", ".queue.", StringComparison.Ordinal) };
        return new AzureStorageOptions { BlobService = blobs, QueueService = queues.Uri };
    }

    /// <summary>What sends requests; null = the SDK's HTTP client. Tests lose answers with it.</summary>
    internal HttpPipelineTransport? Transport { get; init; }

    /// <summary>Who signs in at URLs without a SAS; null = <c>DefaultAzureCredential</c>. Tests have no identity of Azure's.</summary>
    internal TokenCredential? Identity { get; init; }

    /// <summary>The SAS of a connection string; null when there is none.</summary>
    internal string? Sas => ConnectionString?.Split(';')
        .Select(p => p.Trim())
        .Where(p => p.StartsWith(SasKey, StringComparison.OrdinalIgnoreCase))
        .Select(p => p[SasKey.Length..])
        .FirstOrDefault();

    internal AzureStorageOptions Checked()
    {
        Range(nameof(MaxRetries), MaxRetries, 0, 20);
        Range(nameof(BlockSize), BlockSize, 64 * 1024, 100 * 1024 * 1024);
        Range(nameof(Parallelism), Parallelism, 1, 64);
        Range(nameof(NetworkTimeout) + " (s)", NetworkTimeout.TotalSeconds, 1, 600);
        Range(nameof(RetryDelay) + " (s)", RetryDelay.TotalSeconds, 0.01, 60);
        Range(nameof(MaxRetryDelay) + " (s)", MaxRetryDelay.TotalSeconds, RetryDelay.TotalSeconds, 600);
        return this;
    }

    private static void Range(string option, double value, double least, double most)
    {
        if (value < least || value > most) throw new ArgumentException($"{nameof(AzureStorageOptions)}.{option} is {value}; {least} to {most} are allowed.", option);
    }
}
