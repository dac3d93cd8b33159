using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Datasets;

/// <summary>What a manifest of an earlier build, which had no log, remembers of how it came to be.</summary>
internal sealed record CommitLog
{
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

    /// <summary>Token of the commit that left the files that are there; null: no one knows, or another program came after it.</summary>
    public string? LastToken(DatasetManifest manifest) => Token is null ? Ids.LastOrDefault() : Files == HashOf(manifest.Partitions) ? Token : null;

    private static JsonNode? Find(DatasetManifest? manifest, string key) => manifest?.Metadata.GetValueOrDefault(key);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string HashOf(ImmutableSortedDictionary<string, DatasetPartition> partitions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in partitions.Values.SelectMany(p => p.Files.Values)) hash.AppendData(Encoding.UTF8.GetBytes($"{file}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
