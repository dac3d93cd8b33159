using System.Globalization;
using Serverless.Planning.Snapshots;
using Serverless.Storage;
using Serverless.Store.Failures;

namespace Serverless.Store.Resolving;

/// <summary>
/// What tells a file from another one of its name: a blob's version; of a file of this machine length and time, as make goes by. It is part of what a job is
/// planned with, and looked at when the file is opened: half of one content and half of another is the content of none.
/// </summary>
public static class FileIdentity
{
    public static string Of(FileInfo file) => string.Create(CultureInfo.InvariantCulture, $"{file.Length}-{file.LastWriteTimeUtc.Ticks}");

    public static string Of(BlobProperties blob) => blob.ETag.Value;

    /// <summary>Looks at a file of this machine.</summary>
    /// <exception cref="ReplacedInputException">It is another one than was planned with.</exception>
    public static void Verify(PartitionSnapshot planned)
    {
        if (planned.Identity is null) return;
        var file = new FileInfo(planned.File);
        if (!file.Exists || Of(file) != planned.Identity) throw new ReplacedInputException(planned.File);
    }

    /// <summary>Compares a blob with what was planned with.</summary>
    /// <exception cref="ReplacedInputException">It is another one.</exception>
    public static void Verify(string name, string? planned, BlobProperties? now)
    {
        if (planned is not null && now is not null && Of(now) != planned) throw new ReplacedInputException(name);
    }
}

/// <summary>An input is another one than the job was planned with. Trying again finds the same.</summary>
internal sealed class ReplacedInputException(string file)
    : Exception($"'{file}' was replaced while the job ran, so its results would be of two contents. Submit the job again: it takes the file as it is then."), IPermanentTaskError;
