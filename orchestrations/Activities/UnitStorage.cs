using Serverless.Jobs;
using Serverless.Storage.Counting;

namespace Serverless.Activities;

/// <summary>What a unit asked of storage, for its report.</summary>
internal static class UnitStorage
{
    public static StorageOperations Of(StorageCounts counts) => new(
        counts["blob.get"] + counts["blob.open"] + counts["blob.properties"],
        counts["blob.put"] + counts["blob.upload"] + counts["blob.copy"],
        counts["blob.list"],
        counts["blob.delete"]);
}
