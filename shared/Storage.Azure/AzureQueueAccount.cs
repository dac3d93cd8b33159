using System.Collections.Concurrent;
using Azure.Storage.Queues;
using Serverless.Storage.Azure.Connection;
using Serverless.Storage.Azure.Queues;

namespace Serverless.Storage.Azure;

/// <summary>The queues of an account of Azure Storage or Azurite.</summary>
public sealed class AzureQueueAccount : IQueueAccount
{
    private readonly ConcurrentDictionary<string, AzureWorkQueue> _queues = new(StringComparer.Ordinal);
    private readonly QueueServiceClient _service;
    private readonly AzureStorageOptions _options;
    private readonly TimeProvider _time;

    /// <param name="options">Where and how.</param>
    /// <param name="time">For the pauses between looks at an empty queue; null = the system's clock.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public AzureQueueAccount(AzureStorageOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _time = time ?? TimeProvider.System;
        try
        {
            _service = ClientFactory.Queues(options);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The connection string is none: {e.Message}", nameof(options), e);
        }
    }

    /// <summary>From what users write after <c>--storage</c>: see <see cref="AzureStorageOptions.Parse"/>.</summary>
    public static AzureQueueAccount Of(string connection, TimeProvider? time = null) => new(AzureStorageOptions.Parse(connection), time);

    public IWorkQueue GetQueue(string name) => Queue(name);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var once = ClientFactory.Queues(_options with { MaxRetries = 0, NetworkTimeout = TimeSpan.FromSeconds(10) });
            await foreach (var _ in once.GetQueuesAsync(cancellationToken: cancellationToken).AsPages(pageSizeHint: 1)) break;
        }
        catch (Exception e) when (AzureErrors.IsOfService(e))
        {
            throw AzureErrors.Of("look at the queue service", _service.Uri, e);
        }
    }

    private AzureWorkQueue Queue(string name) => _queues.GetOrAdd(
        AccountName.Checked(name, "queue"),
        static (n, a) => new AzureWorkQueue(a._service.GetQueueClient(n), a._service.Uri, a._time, a.Queue),
        this);
}
