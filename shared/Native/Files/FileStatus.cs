namespace Serverless.Native.Files;

/// <summary>How a file is opened.</summary>
public enum FileOpening
{
    /// <summary>For reading; it must be there.</summary>
    Read,

    /// <summary>For reading and writing; it must be there.</summary>
    ReadWrite,

    /// <summary>For reading and writing; created when it is not there.</summary>
    OpenOrCreate,

    /// <summary>For reading and writing; it must not be there.</summary>
    CreateNew,
}

/// <param name="Length">Bytes.</param>
/// <param name="LastWriteTime">UTC, to 100 ns.</param>
public readonly record struct FileStatus(long Length, DateTimeOffset LastWriteTime);

/// <param name="Name">Within its folder.</param>
/// <param name="IsFolder">A folder, not a file.</param>
public readonly record struct FolderEntry(string Name, bool IsFolder);
