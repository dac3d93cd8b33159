using Serverless.Storage;
using Serverless.Tables;
using Serverless.Tables.Parquet;

namespace Serverless.Execution;

/// <summary>Remote Parquet blobs as files of this process, shared by its units and kept between them. Opened at first use: where blobs are local files, never.</summary>
internal sealed class InputCache
{
    // A limit, and not what is taken: footers are small, but schemas of thousands of columns are written here, too.
    private const long FooterMemoryBytes = 1L << 30;

    private readonly Lazy<ScratchCache> _cache;
    private readonly Lazy<TableEngine> _footers;

    /// <param name="folder">Below it the cache has a folder of this process's own: a cache empties its folder, and child processes share their parent's.</param>
    /// <param name="maxBytes">Bytes to keep.</param>
    public InputCache(string folder, long maxBytes)
    {
        var own = Path.Combine(folder, $"inputs-{Environment.ProcessId}");
        _cache = new Lazy<ScratchCache>(() => new ScratchCache(Path.Combine(own, "files"), maxBytes));
        _footers = new Lazy<TableEngine>(() => new TableEngine(new EngineOptions(Directory.CreateDirectory(Path.Combine(own, "spill")).FullName) { MemoryBytes = FooterMemoryBytes }));
    }

    /// <summary>Reads footers of blobs.</summary>
    public Lazy<TableEngine> Engine => _footers;

    public ScratchCache Cache => _cache.Value;

    /// <summary>A blob, or at least the part of it, as a file until the result is disposed.</summary>
    public Task<ScratchFile> GetAsync(IBlobStore blobs, BlobName name, ParquetPart part, CancellationToken cancellationToken) =>
        _cache.Value.GetPartAsync(blobs, name, part, cancellationToken);
}
