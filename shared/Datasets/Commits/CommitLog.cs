using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Datasets.Commits;

/// <summary>What a manifest remembers of how it came to be.</summary>
internal sealed record CommitLog
{
    // A commit that is repeated after a crash comes soon after; jobs keep a mark of their own for what comes later.
    private const int Remembered = 256;
    private const string CommitsKey = "serverless_commits";
    private const string LastKey = "serverless_last_commit";

    /// <summary>Ids of commits, the last one last. Earlier builds wrote tokens.</summary>
    public required ImmutableArray<string> Ids { get; init; }

    /// <summary>Token of the last commit; null: none is recorded.</summary>
    public string? Token { get; init; }

    /// <summary>Hash of the files that the last commit left: another program's change, which keeps our metadata, shows in it.</summary>
    public string? Files { get; init; }

    public static CommitLog Of(DatasetManifest? manifest)
    {
        var last = Find(manifest, LastKey) as JsonObject;
        return new CommitLog
        {
            Ids = Find(manifest, CommitsKey) is JsonArray ids ? [.. ids.Select(Text).OfType<string>()] : [],
            Token = Text(last?["token"]),
            Files = Text(last?["files"]),
        };
    }

    public bool Has(string commitId) => Ids.Contains(commitId, StringComparer.Ordinal);

    // A token was an id of its own: of an append or a create anywhere, of a replace, which others share, at the end only.
    public bool Has(DatasetCommit commit) =>
        Has(commit.CommitId) || (commit.Mode == WriteMode.Replace ? Ids.LastOrDefault() == commit.Token : Ids.Contains(commit.Token, StringComparer.Ordinal));

    public bool IsLast(string token, DatasetManifest manifest) => Token is null ? Ids.LastOrDefault() == token : Token == token && Files == HashOf(manifest.Partitions);

    /// <summary>The metadata after a commit.</summary>
    public static ImmutableSortedDictionary<string, JsonNode?> Add(
        ImmutableSortedDictionary<string, JsonNode?> metadata, CommitLog before, DatasetCommit commit, ImmutableSortedDictionary<string, DatasetPartition> partitions) => metadata
        .SetItem(CommitsKey, new JsonArray([.. before.Ids.Append(commit.CommitId).TakeLast(Remembered).Select(id => (JsonNode?)JsonValue.Create(id))]))
        .SetItem(LastKey, new JsonObject { ["token"] = commit.Token, ["files"] = HashOf(partitions) });

    private static JsonNode? Find(DatasetManifest? manifest, string key) => manifest?.Metadata.GetValueOrDefault(key);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string HashOf(ImmutableSortedDictionary<string, DatasetPartition> partitions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in partitions.Values.SelectMany(p => p.Files.Values)) hash.AppendData(Encoding.UTF8.GetBytes($"{file}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
