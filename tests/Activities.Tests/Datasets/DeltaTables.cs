using System.Text;
using System.Text.Json;
using Serverless.Storage;

namespace Serverless.Activities.Tests.Datasets;

/// <summary>Writes Delta tables as another program would: a log by hand, and Parquet files.</summary>
internal static class DeltaTables
{
    public const string Protocol = """{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}""";

    public static string Metadata(string fields, params string[] partitionBy)
    {
        var columns = fields.Split(';').Select(f => f.Split(' ', 2)).Select(f => new { name = f[0], type = f[1], nullable = true, metadata = new { } });
        var schema = JsonSerializer.Serialize(new { type = "struct", fields = columns });
        var (text, keys) = (JsonSerializer.Serialize(schema), JsonSerializer.Serialize(partitionBy));
        return """{"metaData":{"id":"5f6a1f3e-0000-0000-0000-000000000001","format":{"provider":"parquet","options":{}},"""
            + $$$$""" "schemaString":{{{{text}}}},"partitionColumns":{{{{keys}}}},"configuration":{}}}""";
    }

    public static string Add(string path, string partitionValues = "{}", string more = "") =>
        $$$$"""{"add":{"path":{{{{JsonSerializer.Serialize(path)}}}},"partitionValues":{{{{partitionValues}}}},"""
        + $$$""" "size":1,"modificationTime":1,"dataChange":true{{{more}}}}}""";

    public static string Remove(string path) => $$$"""{"remove":{"path":{{{JsonSerializer.Serialize(path)}}},"deletionTimestamp":1,"dataChange":true}}""";

    public static Task CommitAsync(this DatasetFixture fixture, long version, params string[] actions) =>
        fixture.PutAsync($"d/_delta_log/{version:D20}.json", string.Join('\n', actions) + "\n");

    public static Task PutAsync(this DatasetFixture fixture, string blob, string text) =>
        fixture.Stores.Blobs.PutAsync(new BlobName(blob), Encoding.UTF8.GetBytes(text), BlobCondition.None, CancellationToken.None);
}
