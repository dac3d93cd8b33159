using Serverless.Datasets;
using Serverless.Execution.Cache;
using Serverless.Execution.Failures;
using Serverless.Storage;

namespace Serverless.Execution.Units;

/// <summary>Tells faults of the platform, after which the attempt counts as lost, from errors of the user's work.</summary>
internal static class PlatformFault
{
    public static bool Is(Exception error) => error is StorageException and not BlobNotFoundException || error is IOException { HResult: var code } && IsDiskFull(code);

    public static FailureKind KindOf(Exception error) => error switch
    {
        OutOfMemoryException => FailureKind.OutOfMemory,
        TimeoutException => FailureKind.Timeout,
        LostResultException => FailureKind.LostInput,
        BlobNotFoundException or FileNotFoundException or DirectoryNotFoundException or InvalidDataException or DatasetNotFoundException => FailureKind.MissingInput,
        StorageException => FailureKind.StorageRefused,
        _ => FailureKind.UserException,
    };

    // ENOSPC on Unix, ERROR_DISK_FULL on Windows.
    private static bool IsDiskFull(int code) => (code & 0xFFFF) is 28 or 112;
}

/// <summary>Marks an error after which trying again gives the same.</summary>
#pragma warning disable CA1040 // A marker: exceptions of any base class can carry it.
internal interface IUnretriable;
#pragma warning restore CA1040

/// <summary>An error that says when trying again makes sense.</summary>
internal interface ILaterRetry
{
    /// <summary>So long after it at the earliest; null: it does not say.</summary>
    TimeSpan? After { get; }
}

/// <summary>A unit's program could not be made ready: an input is missing, an argument does not fit.</summary>
internal sealed class ProgramException(Exception error, IReadOnlyList<string> inputs) : Exception(ErrorText.MessageOf(error), error)
{
    public IReadOnlyList<string> Inputs { get; } = inputs;
}
