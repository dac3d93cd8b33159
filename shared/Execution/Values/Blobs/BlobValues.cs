using System.Security.Cryptography;
using Serverless.Graph.Functions;
using Serverless.Storage;

namespace Serverless.Execution.Values.Blobs;

/// <summary>Bytes behind references: opened for functions that read them themselves, stored for functions that give streams.</summary>
internal sealed class BlobValues(IBlobStore blobs, bool allowLocalFiles)
{
    // By content: the same bytes are one blob, whoever made them.
    private const string Folder = "values";

    /// <summary>Opens a reference for reading, from its start. The caller disposes it.</summary>
    /// <exception cref="BlobNotFoundException">It is gone.</exception>
    public async Task<Stream> OpenAsync(BlobRef reference, CancellationToken cancellationToken)
    {
        if (!Path.IsPathRooted(reference.Name)) return await blobs.OpenReadAsync(new BlobName(reference.Name), BlobRange.All, cancellationToken);
        if (!allowLocalFiles) throw new UnauthorizedAccessException($"'{reference.Name}' is a file of a machine, which jobs from elsewhere cannot read.");
        return new FileStream(reference.Name, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
    }

    /// <summary>Stores a stream to its end and closes it.</summary>
    public async Task<BlobRef> StoreAsync(Stream content, CancellationToken cancellationToken)
    {
        await using var source = content;
        // The name is the hash, which is known at the end only.
        await using var spool = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await spool.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        var name = $"{Folder}/{digest}";
        spool.Position = 0;
        try
        {
            await blobs.UploadAsync(new BlobName(name), spool, BlobCondition.IfAbsent, cancellationToken);
        }
        catch (StorageConflictException)
        {
            // The same bytes are there already.
        }
        return new BlobRef(name, spool.Length, digest);
    }
}
