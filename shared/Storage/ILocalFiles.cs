namespace Serverless.Storage;

/// <summary>A store whose blobs are files of this machine: readers that need a file, as DuckDB does, spare themselves a copy.</summary>
public interface ILocalFiles
{
    /// <summary>The file that holds a blob now. Never written to; a blob that is replaced gets another file or the same path with new content.</summary>
    /// <returns>Null when there is no such blob.</returns>
    string? FindFile(BlobName name);
}
