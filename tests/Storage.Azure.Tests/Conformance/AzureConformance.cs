using Serverless.Storage.Conformance.Blobs;
using Serverless.Storage.Conformance.Queues;

namespace Serverless.Storage.Azure.Tests.Conformance;

[Collection(AzuriteGroup.Name)]
[Trait("Needs", "Node")]
public sealed class AzureBlobReadWriteTests(AzuriteFixture azurite) : BlobReadWriteConformance
{
    protected override IBlobAccount Account => azurite.Blobs;
}

[Collection(AzuriteGroup.Name)]
[Trait("Needs", "Node")]
public sealed class AzureBlobConditionTests(AzuriteFixture azurite) : BlobConditionConformance
{
    protected override IBlobAccount Account => azurite.Blobs;

    protected override int Rounds => 3;
}

[Collection(AzuriteGroup.Name)]
[Trait("Needs", "Node")]
public sealed class AzureBlobListTests(AzuriteFixture azurite) : BlobListConformance
{
    protected override IBlobAccount Account => azurite.Blobs;

    // More than the 5,000 of one page of the service.
    protected override int Many => 5_100;
}

[Collection(AzuriteGroup.Name)]
[Trait("Needs", "Node")]
public sealed class AzureBlobFileTests(AzuriteFixture azurite) : BlobFileConformance
{
    protected override IBlobAccount Account => azurite.Blobs;
}

[Collection(AzuriteGroup.Name)]
[Trait("Needs", "Node")]
public sealed class AzureBlobStreamTests(AzuriteFixture azurite) : BlobStreamConformance
{
    protected override IBlobAccount Account => azurite.Blobs;
}

[Collection(AzuriteGroup.Name)]
[Trait("Needs", "Node")]
public sealed class AzureQueueTests(AzuriteFixture azurite) : QueueConformance
{
    protected override IQueueAccount Account => azurite.Queues;
}
