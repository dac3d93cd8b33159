using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Datasets.Schemas;
using Serverless.Tables.Types;

namespace Serverless.Datasets;

/// <summary>
/// A manifest as kartothek v4 stores it in <c>{id}.by-dataset-metadata.json</c>: <c>dataset_metadata_version</c> 4, <c>dataset_uuid</c>, <c>indices</c> (left out when
/// empty), <c>metadata</c>, <c>partitions</c>, <c>partition_keys</c>, in this order.
/// </summary>
internal static class ManifestJson
{
    private const int Version = 4;

    /// <summary>The version of the log that a manifest says it shows; null: none, or it is no manifest.</summary>
    public static long? VersionOf(ReadOnlyMemory<byte> manifest)
    {
        try
        {
            using var json = JsonDocument.Parse(manifest);
            return json.RootElement.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty(DatasetManifest.VersionKey, out var version)
                && version.TryGetInt64(out var number) && number >= 0 ? number : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static byte[] Write(DatasetManifest manifest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("dataset_metadata_version", Version);
            json.WriteString("dataset_uuid", manifest.Id.Value);
            if (manifest.Indices.Count > 0) WriteMap(json, "indices", manifest.Indices);
            WriteMap(json, "metadata", Metadata(manifest));
            json.WriteStartObject("partitions");
            foreach (var (label, partition) in manifest.Partitions)
            {
                json.WriteStartObject(label);
                json.WriteStartObject("files");
                foreach (var (table, key) in partition.Files) json.WriteString(table, key);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartArray("partition_keys");
            foreach (var key in manifest.PartitionKeys) json.WriteStringValue(key);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="DatasetException">The bytes are not a manifest of version 4; the message says what is wrong.</exception>
    public static DatasetManifest Read(ReadOnlySpan<byte> bytes, string blob)
    {
        JsonObject root;
        try
        {
            root = JsonNode.Parse(bytes)?.AsObject() ?? throw new DatasetDamagedException(blob, "it is JSON null");
            var version = root["dataset_metadata_version"]?.GetValue<int>();
            if (version != Version) throw new DatasetException($"'{blob}' has dataset_metadata_version {version?.ToString() ?? "none"}; this version reads {Version}.");
            if (root["partitions"] is not JsonObject partitions)
                throw new DatasetException($"'{blob}' lists no partitions; datasets with implicit partitions are not supported.");
            var metadata = ReadMap(root["metadata"]);
            var number = metadata.GetValueOrDefault(DatasetManifest.VersionKey) is JsonValue said && said.TryGetValue<long>(out var value) ? value : (long?)null;
            ImmutableArray<string> keys = [.. (root["partition_keys"] as JsonArray ?? []).Select(k => k!.GetValue<string>())];
            var manifest = new DatasetManifest
            {
                Id = new DatasetId(root["dataset_uuid"]!.GetValue<string>()),
                PartitionKeys = keys,
                Keys = ReadKeys(keys, metadata),
                Columns = (metadata.GetValueOrDefault(DatasetManifest.SchemaKey) as JsonObject ?? []).ToImmutableSortedDictionary(t => t.Key, t => SchemaJson.Read(t.Value), StringComparer.Ordinal),
                Partitions = partitions.ToImmutableSortedDictionary(p => p.Key, p => ReadPartition(p.Key, p.Value!), StringComparer.Ordinal),
                Metadata = metadata,
                Indices = ReadMap(root["indices"]),
                Version = number,
            };
            return manifest with { Commits = CommitLog.Of(manifest).Ids };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException)
        {
            throw new DatasetDamagedException(blob, $"it is not the metadata of a dataset: {e.Message.TrimEnd('.')}", e);
        }
    }

    // What we say of columns, and which version of the log it mirrors, beside what others wrote.
    private static ImmutableSortedDictionary<string, JsonNode?> Metadata(DatasetManifest manifest)
    {
        var metadata = manifest.Metadata.RemoveRange(manifest.Metadata.Keys.Where(k => k.StartsWith(DatasetManifest.OwnPrefix, StringComparison.Ordinal)));
        if (manifest.Version is { } version) metadata = metadata.SetItem(DatasetManifest.VersionKey, version);
        if (manifest.Keys is not { } keys) return metadata;
        return metadata
            .SetItem(DatasetManifest.KeyTypesKey, new JsonArray([.. keys.Select(k => (JsonNode?)JsonValue.Create(k.Type.Text))]))
            .SetItem(DatasetManifest.KeysKey, SchemaJson.Write(keys))
            .SetItem(DatasetManifest.SchemaKey, new JsonObject(manifest.Columns.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)SchemaJson.Write(t.Value)))));
    }

    // Types of other keys than there are tell nothing.
    private static ImmutableArray<DatasetColumn>? ReadKeys(ImmutableArray<string> keys, ImmutableSortedDictionary<string, JsonNode?> metadata) =>
        metadata.GetValueOrDefault(DatasetManifest.KeysKey) is { } whole && SchemaJson.Read(whole) is var known && known.Select(k => k.Name).SequenceEqual(keys, StringComparer.Ordinal) ? known
        : metadata.GetValueOrDefault(DatasetManifest.KeyTypesKey) is JsonArray list && list.Count == keys.Length ? [.. keys.Zip(list, (name, type) => new DatasetColumn(name, ColumnType.Parse(type!.GetValue<string>())))] : null;

    private static DatasetPartition ReadPartition(string label, JsonNode node) =>
        new(label, node["files"]!.AsObject().ToImmutableSortedDictionary(f => f.Key, f => f.Value!.GetValue<string>(), StringComparer.Ordinal));

    private static ImmutableSortedDictionary<string, JsonNode?> ReadMap(JsonNode? node) =>
        (node as JsonObject ?? []).ToImmutableSortedDictionary(m => m.Key, m => m.Value?.DeepClone(), StringComparer.Ordinal);

    private static void WriteMap(Utf8JsonWriter json, string name, ImmutableSortedDictionary<string, JsonNode?> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WritePropertyName(key);
            if (value is null) json.WriteNullValue();
            else value.WriteTo(json);
        }
        json.WriteEndObject();
    }
}
