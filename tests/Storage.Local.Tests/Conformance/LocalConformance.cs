using Serverless.Storage.Conformance.Blobs;
using Serverless.Storage.Conformance.Queues;
using Serverless.Testing;

namespace Serverless.Storage.Local.Tests.Conformance;

public sealed class LocalBlobReadWriteTests : BlobReadWriteConformance, IDisposable
{
    private readonly TempFolder _folder = new();

    public LocalBlobReadWriteTests() => Account = new LocalBlobAccount(_folder.Path, TimeProvider.System);

    protected override IBlobAccount Account { get; }

    public void Dispose() => _folder.Dispose();
}

public sealed class LocalBlobConditionTests : BlobConditionConformance, IDisposable
{
    private readonly TempFolder _folder = new();

    public LocalBlobConditionTests() => Account = new LocalBlobAccount(_folder.Path, TimeProvider.System);

    protected override IBlobAccount Account { get; }

    protected override int Rounds => 20;

    public void Dispose() => _folder.Dispose();
}

public sealed class LocalBlobListTests : BlobListConformance, IDisposable
{
    private readonly TempFolder _folder = new();

    public LocalBlobListTests() => Account = new LocalBlobAccount(_folder.Path, TimeProvider.System);

    protected override IBlobAccount Account { get; }

    public void Dispose() => _folder.Dispose();
}

public sealed class LocalBlobFileTests : BlobFileConformance, IDisposable
{
    private readonly TempFolder _folder = new();

    public LocalBlobFileTests() => Account = new LocalBlobAccount(_folder.Path, TimeProvider.System);

    protected override IBlobAccount Account { get; }

    [Fact]
    public async Task Upload_FileThatTheSystemMakesUp_IsReadToItsEnd()
    {
        // It has bytes, and says that its length is 0.
        if (!OperatingSystem.IsLinux()) return;
        await using var source = File.OpenRead("/proc/version");

        await Store.UploadAsync(Name("a"), source, BlobCondition.None, CancellationToken.None);

        Assert.Equal(await File.ReadAllTextAsync("/proc/version"), await GetAsync("a"));
    }

    public void Dispose() => _folder.Dispose();
}

public sealed class LocalBlobStreamTests : BlobStreamConformance, IDisposable
{
    private readonly TempFolder _folder = new();

    public LocalBlobStreamTests() => Account = new LocalBlobAccount(_folder.Path, TimeProvider.System);

    protected override IBlobAccount Account { get; }

    public void Dispose() => _folder.Dispose();
}

public sealed class LocalQueueTests : QueueConformance, IDisposable
{
    private readonly TempFolder _folder = new();

    public LocalQueueTests() => Account = new LocalQueueAccount(_folder.Path, TimeProvider.System);

    protected override IQueueAccount Account { get; }

    protected override int Many => 2000;

    public void Dispose() => _folder.Dispose();
}
