using System.Collections.Immutable;
using System.Text.Json;

namespace Serverless.Datasets.Delta;

/// <summary>Reads actions: of a commit (JSON lines) or of a checkpoint's row as JSON. Pure. What is not needed to read a table is skipped, as the protocol asks.</summary>
internal static class DeltaActionReader
{
    /// <summary>All actions of a commit file.</summary>
    /// <exception cref="FormatException">A line is no action; the message says which and why.</exception>
    public static IEnumerable<DeltaAction> ReadLines(ReadOnlyMemory<byte> file)
    {
        for (var number = 1; !file.IsEmpty; number++)
        {
            var end = file.Span.IndexOf((byte)'\n');
            var line = end < 0 ? file : file[..end];
            file = end < 0 ? default : file[(end + 1)..];
            if (line.Span.Trim(" \t\r"u8).IsEmpty) continue;
            foreach (var action in Read(line, number)) yield return action;
        }
    }

    /// <summary>The actions of one row: an object of which one member, or in a checkpoint each that is not null, is an action.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IReadOnlyList<DeltaAction> Read(ReadOnlyMemory<byte> json, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var actions = new List<DeltaAction>();
            foreach (var member in Object(document.RootElement, "the line").EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Null) continue;
                if (Read(member.Name, member.Value) is { } action) actions.Add(action);
            }
            return actions;
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {line} is no JSON: {e.Message.TrimEnd('.')}", e);
        }
        catch (FormatException e)
        {
            throw new FormatException($"line {line}: {e.Message}", e);
        }
    }

    private static DeltaAction? Read(string name, JsonElement value) => name switch
    {
        "protocol" => new DeltaProtocol(
            (int)Number(value, name, "minReaderVersion"), (int)Number(value, name, "minWriterVersion"), Texts(value, name, "readerFeatures"), Texts(value, name, "writerFeatures")),
        "metaData" => Metadata(value),
        "add" => new DeltaAdd(Text(value, name, "path"), Values(value), Number(value, name, "size"))
        {
            DeletionVector = VectorOf(value),
            Statistics = FindText(value, "stats"),
            ModificationTime = FindNumber(value, "modificationTime") ?? 0,
        },
        "remove" => new DeltaRemove(Text(value, name, "path"), VectorOf(value)) { DeletionTime = FindNumber(value, "deletionTimestamp") },
        "txn" => new DeltaTransaction(Text(value, name, "appId"), Number(value, name, "version")) { LastUpdated = FindNumber(value, "lastUpdated") },
        "commitInfo" => CommitInfo(value),
        "sidecar" => new DeltaSidecar(Text(value, name, "path")),
        _ => null,
    };

    // Free text of other programs: what is not as ours says nothing.
    private static DeltaCommitInfo CommitInfo(JsonElement value)
    {
        var (parameters, own) = (FindObject(value, "operationParameters"), FindObject(value, "serverless"));
        return new DeltaCommitInfo(FindNumber(value, "timestamp") ?? 0, FindText(value, "operation") ?? "")
        {
            Mode = parameters is { } p ? FindText(p, "mode") : null,
            Commit = own is { } c ? FindText(c, "commit") : null,
            Token = own is { } t ? FindText(t, "token") : null,
            Manifest = own is { } m ? FindText(m, "manifest") : null,
        };
    }

    private static DeltaMetadata Metadata(JsonElement value)
    {
        if (Find(value, "format") is { } format && FindText(format, "provider") is { } provider && provider != "parquet")
            throw new FormatException($"its files are of the format '{provider}', and Parquet alone is read");
        var configuration = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (Find(value, "configuration") is { } settings)
        {
            foreach (var setting in Object(settings, "configuration").EnumerateObject())
                if (setting.Value.ValueKind == JsonValueKind.String) configuration[setting.Name] = setting.Value.GetString()!;
        }
        return new DeltaMetadata(FindText(value, "id") ?? "", FindText(value, "schemaString"), Texts(value, "metaData", "partitionColumns"), configuration.ToImmutable())
        {
            CreatedTime = FindNumber(value, "createdTime"),
        };
    }

    private static ImmutableSortedDictionary<string, string?> Values(JsonElement add)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        if (Find(add, "partitionValues") is not { } all) return values.ToImmutable();
        foreach (var value in Object(all, "partitionValues").EnumerateObject())
        {
            values[value.Name] = value.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => value.Value.GetString(),
                _ => throw new FormatException($"the partition value of '{value.Name}' is no text"),
            };
        }
        return values.ToImmutable();
    }

    // Two of one file may be told apart by it alone: storage kind, place and offset, as the protocol has it.
    private static string? VectorOf(JsonElement value) => Find(value, "deletionVector") is not { } vector ? null
        : $"{Text(vector, "deletionVector", "storageType")}{Text(vector, "deletionVector", "pathOrInlineDv")}@{(Find(vector, "offset") is { } offset ? offset.ToString() : "")}";

    private static ImmutableArray<string> Texts(JsonElement value, string action, string name)
    {
        if (Find(value, name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw new FormatException($"'{name}' of '{action}' is no list of text");
        return [.. list.EnumerateArray().Select(item => item.GetString()!)];
    }

    private static string Text(JsonElement value, string action, string name) => FindText(value, name) ?? throw new FormatException($"'{action}' has no '{name}'");

    private static string? FindText(JsonElement value, string name) => Find(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static long Number(JsonElement value, string action, string name) =>
        Find(value, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole) && whole >= 0 ? whole
            : throw new FormatException($"'{action}' has no '{name}', or it is no whole number");

    private static long? FindNumber(JsonElement value, string name) => Find(value, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole) ? whole : null;

    private static JsonElement? FindObject(JsonElement value, string name) => Find(value, name) is { ValueKind: JsonValueKind.Object } found ? found : null;

    private static JsonElement? Find(JsonElement value, string name) =>
        Object(value, "an action").TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    private static JsonElement Object(JsonElement value, string what) => value.ValueKind == JsonValueKind.Object ? value : throw new FormatException($"{what} is no object");
}
