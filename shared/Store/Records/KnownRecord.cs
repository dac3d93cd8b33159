using System.Globalization;
using Serverless.Graph.Documents;

namespace Serverless.Store.Records;

/// <summary>A record as a process keeps it: a million of them take a hundred megabytes, where the objects would take half a gigabyte.</summary>
/// <param name="First">Index of the first task.</param>
/// <param name="Epoch">In whose folder it lies; -1: it stands in a fence.</param>
internal readonly record struct KnownRecord(long First, int Epoch)
{
    private readonly long _last;
    private readonly Guid _blob;
    private readonly long _bytes;
    private readonly long _rows;
    private readonly double _seconds;
    private readonly string? _job;

    // What has more to say than most.
    private readonly LedgerRecord? _whole;

    private KnownRecord(LedgerRecord record, int epoch, string? version, Guid blob, string? job, LedgerRecord? whole)
        : this(record.First, epoch)
    {
        (Version, _last, _blob, _bytes, _rows, _seconds, _job, _whole) = (Hash(version), record.Last, blob, record.Bytes, record.Rows, record.Seconds, job, whole);
    }

    public long Last => _last;

    /// <summary>Of the version of its blob.</summary>
    public ulong Version { get; }

    /// <param name="token">Whose.</param>
    /// <param name="epoch">In whose folder it lies.</param>
    /// <param name="version">Of its blob.</param>
    /// <param name="record">What it says.</param>
    /// <param name="job">The job's name, the same object for all records of a job.</param>
    public static KnownRecord Of(string token, int epoch, string? version, LedgerRecord record, string? job) =>
        // All that the short form has no place for must be as it is where nothing is said.
        record is { FirstPart: 0, BlobParts: null, Values: null, Streams: null, Files.Count: 0, Folder: null, Shapes: null, Blob: { } blob } && TryRandom(token, blob, out var random)
            ? new KnownRecord(record, epoch, version, random, job, whole: null)
            : new KnownRecord(record, epoch, version, Guid.Empty, job, record);

    /// <summary>FNV-1a: versions of a blob that was made anew under the same name differ somewhere.</summary>
    public static ulong Hash(string? version)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in version ?? "") hash = (hash ^ letter) * 1099511628211UL;
        return hash;
    }

    public LedgerRecord ToRecord(string token) => _whole ?? new LedgerRecord
    {
        First = First,
        Last = _last,
        Blob = NameOf(token, _blob),
        Bytes = _bytes,
        Rows = _rows,
        Seconds = _seconds,
        Job = _job,
    };

    private static string NameOf(string token, Guid random) => string.Create(CultureInfo.InvariantCulture, $"{Layout.Results}/{token}/{random:N}");

    private static bool TryRandom(string token, string blob, out Guid random)
    {
        random = Guid.Empty;
        return blob.Length > 32 && Guid.TryParseExact(blob.AsSpan(blob.Length - 32), "N", out random) && NameOf(token, random) == blob;
    }
}
