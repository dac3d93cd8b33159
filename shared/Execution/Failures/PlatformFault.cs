using Serverless.Datasets;
using Serverless.Storage;
using Serverless.Store.Failures;
using Serverless.Store.Results;

namespace Serverless.Execution.Failures;

/// <summary>Tells faults of the platform, after which the attempt counts as lost, from errors of the user's work.</summary>
internal static class PlatformFault
{
    public static bool Is(Exception error) => error is StorageException and not BlobNotFoundException || error is IOException { HResult: var code } && IsDiskFull(code);

    public static FailureKind KindOf(Exception error) => error switch
    {
        OutOfMemoryException => FailureKind.OutOfMemory,
        TimeoutException => FailureKind.Timeout,
        LostResultException => FailureKind.LostInput,
        DatasetOvertakenException => FailureKind.DatasetConflict,
        BlobNotFoundException or FileNotFoundException or DirectoryNotFoundException or InvalidDataException or DatasetNotFoundException => FailureKind.MissingInput,
        StorageException => FailureKind.StorageRefused,
        _ => FailureKind.UserException,
    };

    // ENOSPC on Unix, ERROR_DISK_FULL on Windows.
    private static bool IsDiskFull(int code) => (code & 0xFFFF) is 28 or 112;
}

/// <summary>A unit's program could not be made ready: an input is missing, an argument does not fit.</summary>
internal sealed class ProgramException(Exception error, IReadOnlyList<string> inputs) : Exception(ErrorText.MessageOf(error), error)
{
    public IReadOnlyList<string> Inputs { get; } = inputs;
}
