using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Serverless.Datasets.Delta;

/// <summary>Writes actions as JSON lines, an action a line: an entry of a log, and what a checkpoint is made of. Pure.</summary>
internal static class DeltaActionWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="actions">In order.</param>
    /// <param name="dataChange">Whether they bring rows and take them: those of a checkpoint do not.</param>
    public static byte[] Write(IEnumerable<DeltaAction> actions, bool dataChange = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Options);
        foreach (var action in actions)
        {
            json.WriteStartObject();
            Write(json, action, dataChange);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, DeltaAction action, bool dataChange)
    {
        switch (action)
        {
            case DeltaCommitInfo info: Info(json, info); break;
            case DeltaProtocol protocol: Protocol(json, protocol); break;
            case DeltaMetadata metadata: Metadata(json, metadata); break;
            case DeltaAdd add: Add(json, add, dataChange); break;
            case DeltaRemove remove: Remove(json, remove, dataChange); break;
            case DeltaTransaction transaction: Transaction(json, transaction); break;
            default: throw new ArgumentException($"'{action.GetType().Name}' is not written.", nameof(action));
        }
        json.WriteEndObject();
    }

    private static void Info(Utf8JsonWriter json, DeltaCommitInfo info)
    {
        json.WriteStartObject("commitInfo");
        json.WriteNumber("timestamp", info.Time);
        json.WriteString("operation", info.Operation);
        json.WriteStartObject("operationParameters");
        if (info.Mode is not null) json.WriteString("mode", info.Mode);
        json.WriteEndObject();
        json.WriteString("engineInfo", "serverless/1");
        json.WriteStartObject("serverless");
        if (info.Commit is not null) json.WriteString("commit", info.Commit);
        if (info.Token is not null) json.WriteString("token", info.Token);
        if (info.Manifest is not null) json.WriteString("manifest", info.Manifest);
        json.WriteEndObject();
    }

    private static void Protocol(Utf8JsonWriter json, DeltaProtocol protocol)
    {
        json.WriteStartObject("protocol");
        json.WriteNumber("minReaderVersion", protocol.MinReaderVersion);
        json.WriteNumber("minWriterVersion", protocol.MinWriterVersion);
        // Lists of features belong to these versions alone.
        if (protocol.MinReaderVersion >= 3) Texts(json, "readerFeatures", protocol.ReaderFeatures);
        if (protocol.MinWriterVersion >= 7) Texts(json, "writerFeatures", protocol.WriterFeatures);
    }

    private static void Metadata(Utf8JsonWriter json, DeltaMetadata metadata)
    {
        json.WriteStartObject("metaData");
        json.WriteString("id", metadata.Id);
        json.WriteStartObject("format");
        json.WriteString("provider", "parquet");
        json.WriteStartObject("options");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("schemaString", metadata.SchemaString);
        Texts(json, "partitionColumns", metadata.PartitionColumns);
        json.WriteStartObject("configuration");
        foreach (var (key, value) in metadata.Configuration) json.WriteString(key, value);
        json.WriteEndObject();
        if (metadata.CreatedTime is { } created) json.WriteNumber("createdTime", created);
    }

    private static void Add(Utf8JsonWriter json, DeltaAdd add, bool dataChange)
    {
        json.WriteStartObject("add");
        json.WriteString("path", add.Path);
        json.WriteStartObject("partitionValues");
        foreach (var (key, value) in add.PartitionValues) json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteNumber("size", add.Size);
        json.WriteNumber("modificationTime", add.ModificationTime);
        json.WriteBoolean("dataChange", dataChange);
        if (add.Statistics is not null) json.WriteString("stats", add.Statistics);
    }

    private static void Remove(Utf8JsonWriter json, DeltaRemove remove, bool dataChange)
    {
        json.WriteStartObject("remove");
        json.WriteString("path", remove.Path);
        if (remove.DeletionTime is { } time) json.WriteNumber("deletionTimestamp", time);
        json.WriteBoolean("dataChange", dataChange);
    }

    private static void Transaction(Utf8JsonWriter json, DeltaTransaction transaction)
    {
        json.WriteStartObject("txn");
        json.WriteString("appId", transaction.Application);
        json.WriteNumber("version", transaction.Version);
        if (transaction.LastUpdated is { } updated) json.WriteNumber("lastUpdated", updated);
    }

    private static void Texts(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
