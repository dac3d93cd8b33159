using System.Text;
using Serverless.Datasets.Schemas;
using Serverless.Datasets.Versions;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Tables.Types;
using Serverless.Testing;
using Serverless.Testing.PowerLoss;

namespace Serverless.Datasets.Tests.Versions;

/// <summary>A dataset "d" by m, and what is done with it step by step: each step is retried until it is done, as a job's commit is.</summary>
internal static class CommitWorld
{
    public const string Legacy =
        """{"dataset_metadata_version":4,"dataset_uuid":"d","metadata":{"creation_time":"x","owner":"night"},"partitions":{"m=0/00":{"files":{"table":"d/table/m=0/00.parquet"}}},"partition_keys":["m"]}""";

    public static readonly DatasetId Id = new("d");

    /// <summary>A local store whose disk is in memory.</summary>
    public static IBlobAccount Account(PowerLossFileSystem files) => new LocalBlobAccount(Path.Combine(Path.GetPathRoot(Path.GetTempPath())!, "home", "store"), new ManualTime(), files);

    public static DatasetStore Open(IBlobStore blobs) => new(blobs, new ManualTime(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero)));

    public static DatasetCommit Commit(string commit, WriteMode mode, params string[] labels) => new()
    {
        Id = Id,
        CommitId = commit,
        Token = $"token of {commit}",
        Mode = mode,
        PartitionKeys = ["m"],
        Schema = new DatasetSchema([new DatasetColumn("m", ColumnType.Parse("BIGINT"))], [new DatasetColumn("v", ColumnType.Parse("DOUBLE"))]),
        Added = [.. labels.Select(l => DatasetPartition.Create(Id, l) with { Bytes = 7 })],
    };

    public static Task PutLegacyAsync(IBlobStore blobs) => blobs.PutAsync(DatasetManifest.NameOf(Id), Encoding.UTF8.GetBytes(Legacy), BlobCondition.None, default);

    /// <summary>The labels as a reader sees them; "none" where there is no dataset.</summary>
    public static async Task<string> ReadAsync(IBlobStore blobs) => await Open(blobs).FindAsync(Id, default) is { } found ? string.Join(' ', found.Manifest.Partitions.Keys) : "none";

    /// <summary>The labels as kartothek sees them.</summary>
    public static async Task<string> ReadManifestAsync(IBlobStore blobs) => await blobs.GetAsync(DatasetManifest.NameOf(Id), default) is { } found
        ? string.Join(' ', System.Text.Json.Nodes.JsonNode.Parse(found.Bytes.Span)!["partitions"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal)) : "none";
}
