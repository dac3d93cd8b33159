using System.Globalization;
using Serverless.Storage;

namespace Serverless.Datasets.Delta;

/// <summary>What the blobs of a table's log are called.</summary>
internal static class DeltaLogName
{
    public static string Folder(DatasetId table) => $"{table}/_delta_log";

    public static BlobName Entry(DatasetId table, long version) => new($"{Folder(table)}/{Digits(version)}.json");

    public static BlobName Checkpoint(DatasetId table, long version) => new($"{Folder(table)}/{Digits(version)}.checkpoint.parquet");

    public static BlobName LastCheckpoint(DatasetId table) => new($"{Folder(table)}/_last_checkpoint");

    private static string Digits(long version) => version.ToString("D20", CultureInfo.InvariantCulture);
}
