using Serverless.Native.Files;

namespace Serverless.Storage.Local.Files;

/// <summary>Words a file system's faults as the port's exceptions.</summary>
internal static class FileErrors
{
    public static bool IsFileFault(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <param name="operation">What was being done, as in <c>write blob 'a/b' in container 'hub'</c>.</param>
    /// <param name="folder">The account's folder.</param>
    /// <param name="fault">What the file system said.</param>
    public static StorageException Of(string operation, string folder, Exception fault) =>
        FileFault.IsFull(fault)
            ? new StorageFullException($"Could not {operation}: the disk that holds '{folder}' is full. Nothing was changed; make room and try again.", fault)
        : FileFault.IsReadOnly(fault)
            ? new StorageFullException($"Could not {operation}: '{folder}' may not be written to ({fault.Message}). Nothing was changed; mend the permissions or choose another folder.", fault)
        : new StorageException($"Could not {operation} below '{folder}': {fault.Message}", fault);
}
