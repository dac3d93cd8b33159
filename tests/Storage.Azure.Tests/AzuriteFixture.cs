using Serverless.Testing;

namespace Serverless.Storage.Azure.Tests;

/// <summary>One Azurite for all tests of this project; each test has containers and queues of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private Azurite? _azurite;

    public AzureBlobAccount Blobs { get; private set; } = null!;

    public AzureQueueAccount Queues { get; private set; } = null!;

    public string ConnectionString => _azurite!.ConnectionString;

    public int BlobPort => _azurite!.BlobPort;

    public async Task InitializeAsync()
    {
        _azurite = await Azurite.StartAsync();
        Blobs = AzureBlobAccount.Of(_azurite.ConnectionString);
        Queues = AzureQueueAccount.Of(_azurite.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_azurite is not null) await _azurite.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class AzuriteGroup : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "Azurite";
}
