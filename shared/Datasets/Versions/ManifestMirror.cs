using System.Security.Cryptography;
using Serverless.Datasets.Delta;
using Serverless.Storage;

namespace Serverless.Datasets.Versions;

/// <summary>
/// The manifest beside a log, for kartothek and those that read its format. It is written after each commit, only forwards, with the version that it shows;
/// what it must be stands in the log as a hash, so that a change by another program shows.
/// </summary>
internal sealed class ManifestMirror(IBlobStore blobs, DeltaLog log)
{
    // The one who loses a race has met another mirror, which may be older.
    private const int MaxRaces = 100;

    public static string HashOf(ReadOnlySpan<byte> manifest) => Convert.ToHexStringLower(SHA256.HashData(manifest));

    /// <summary>Looks whether the manifest is one that the log knows.</summary>
    /// <returns>The version that it shows, -1 where it shows none, and its ETag; null: there is none.</returns>
    /// <exception cref="DatasetChangedException">Another program changed it.</exception>
    public async Task<(long Version, ETag ETag)?> VerifyAsync(DatasetId id, DeltaState state, CancellationToken cancellationToken)
    {
        if (await blobs.GetAsync(DatasetManifest.NameOf(id), cancellationToken) is not { } content) return null;
        var hash = HashOf(content.Bytes.Span);
        if (hash == state.Last?.Manifest) return (state.Version, content.Properties.ETag);
        if (hash == state.Metadata.Configuration.GetValueOrDefault(LogForm.AdoptedKey)) return (-1, content.Properties.ETag);
        if (ManifestJson.VersionOf(content.Bytes) is not { } version) throw new DatasetChangedException(id);
        var entry = await log.EntryAsync(id, version, cancellationToken);
        return entry?.OfType<DeltaCommitInfo>().FirstOrDefault()?.Manifest == hash ? (version, content.Properties.ETag) : throw new DatasetChangedException(id);
    }

    /// <summary>Brings the manifest up to the log. Of several who do so at once the newest version stays.</summary>
    /// <exception cref="DatasetChangedException">Another program changed it.</exception>
    public async Task WriteAsync(DatasetId id, CancellationToken cancellationToken)
    {
        for (var race = 1; ; race++)
        {
            if (await log.StateAsync(id, null, null, cancellationToken) is not { Last.Manifest: { } hash } state) return;
            var there = await VerifyAsync(id, state, cancellationToken);
            if (there?.Version >= state.Version) return;
            try
            {
                if (LogForm.IsDeleted(state))
                {
                    if (there is { } old) await blobs.DeleteAsync(DatasetManifest.NameOf(id), BlobCondition.IfMatch(old.ETag), cancellationToken);
                    return;
                }
                var manifest = ManifestJson.Write(LogForm.Manifest(id, state));
                // Another build made this version and says it in other words: its manifest comes with the next commit.
                if (HashOf(manifest) != hash) return;
                await blobs.PutAsync(DatasetManifest.NameOf(id), manifest, there is { } before ? BlobCondition.IfMatch(before.ETag) : BlobCondition.IfAbsent, cancellationToken);
                return;
            }
            catch (StorageConflictException) when (race < MaxRaces)
            {
                // Another mirror, or another program: look again.
            }
        }
    }
}
