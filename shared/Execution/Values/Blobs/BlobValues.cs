using System.Collections.Frozen;
using System.Security.Cryptography;
using Serverless.Graph.Functions;
using Serverless.Planning.Snapshots;
using Serverless.Storage;
using Serverless.Store.Content;
using Serverless.Store.Resolving;
using Serverless.Store.Results;

namespace Serverless.Execution.Values.Blobs;

/// <summary>Bytes behind references: opened for functions that read them themselves, stored for functions that give streams.</summary>
/// <param name="blobs">Where they are.</param>
/// <param name="streams">Hears what is stored.</param>
/// <param name="time">Tells how old a stored stream is.</param>
/// <param name="scratch">A folder that goes with the unit, also when its process is killed; may not be there yet.</param>
/// <param name="allowLocalFiles">Whether references may name files of this machine.</param>
internal sealed class BlobValues(IBlobStore blobs, UnitStreams streams, TimeProvider time, string scratch, bool allowLocalFiles)
{
    /// <summary>Files that the job was planned with, by name: they must be those still.</summary>
    public IReadOnlyDictionary<string, PartitionSnapshot> Identities { get; init; } = FrozenDictionary<string, PartitionSnapshot>.Empty;

    /// <summary>Opens a reference for reading, from its start. The caller disposes it.</summary>
    /// <exception cref="BlobNotFoundException">It is gone.</exception>
    /// <exception cref="LostResultException">It is a stored stream, and gone.</exception>
    /// <exception cref="ReplacedInputException">It is another one than the job was planned with.</exception>
    public async Task<Stream> OpenAsync(BlobRef reference, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(reference.Name)) throw new InvalidDataException("The reference names no blob: it is { \"name\": \"path\" }, with \"length\" and \"hash\" where they are known.");
        if (StoredStreams.HashOf(reference.Name) is { } hash) return await OpenStoredAsync(hash, cancellationToken);
        var planned = Identities.GetValueOrDefault(reference.Name);
        if (!Path.IsPathRooted(reference.Name) && planned is not null) FileIdentity.Verify(reference.Name, planned.Identity, await blobs.GetPropertiesAsync(new BlobName(reference.Name), cancellationToken));
        if (!Path.IsPathRooted(reference.Name)) return await blobs.OpenReadAsync(new BlobName(reference.Name), BlobRange.All, cancellationToken);
        if (!allowLocalFiles) throw new UnauthorizedAccessException($"'{reference.Name}' is a file of a machine, which jobs from elsewhere cannot read.");
        var file = new FileStream(reference.Name, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            // Behind the opening: what is replaced after this look is not what was opened.
            if (planned is not null) FileIdentity.Verify(planned);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stores a stream to its end and closes it.</summary>
    public async Task<BlobRef> StoreAsync(Stream content, CancellationToken cancellationToken)
    {
        await using var source = content;
        // The name is the hash, which is known at the end only.
        Directory.CreateDirectory(scratch);
        await using var spool = new FileStream(
            Path.Combine(scratch, $"{Guid.NewGuid():N}.stream"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await spool.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        var name = StoredStreams.NameOf(digest);
        await ContentBlob.StoreAsync(blobs, name, spool, time, cancellationToken);
        streams.Store(digest);
        return new BlobRef(name.Value, spool.Length, digest);
    }

    private async Task<Stream> OpenStoredAsync(string hash, CancellationToken cancellationToken)
    {
        try
        {
            return new VerifiedStream(await ContentBlob.OpenAsync(blobs, StoredStreams.NameOf(hash), cancellationToken), hash, () => GiveUp(hash));
        }
        catch (BlobNotFoundException e)
        {
            throw new LostResultException($"The stream '{StoredStreams.NameOf(hash)}' that a result refers to is gone.", e);
        }
    }

    // In the middle of a read, which may be a synchronous one. Results that refer to it are a miss from here on, for everybody.
    private void GiveUp(string hash)
    {
        StoredStreams.GiveUpAsync(blobs, hash, CancellationToken.None).GetAwaiter().GetResult();
        throw new LostResultException($"The stream '{StoredStreams.NameOf(hash)}' that a result refers to is broken: its content is another than its name says.");
    }
}
