using Serverless.Tables.Types;

namespace Serverless.Datasets.Delta;

/// <summary>The protocol of the logs that we write.</summary>
internal static class DeltaProtocols
{
    /// <summary>
    /// A writer feature that no other program knows: others read the table, and neither write nor clean it, as they would know nothing of the manifest, of pins
    /// and of releases.
    /// </summary>
    public const string Own = "serverless";

    private const string NaiveTimes = "timestampNtz";

    public static bool IsOwn(DeltaProtocol protocol) => protocol.WriterFeatures.Contains(Own, StringComparer.Ordinal);

    /// <summary>What readers must know of columns of these types: timestamps without a zone alone need a feature.</summary>
    public static DeltaProtocol For(IEnumerable<ColumnType> types) => types.Any(HasNaiveTime)
        ? new DeltaProtocol(3, 7, [NaiveTimes], ["appendOnly", "invariants", NaiveTimes, Own])
        : new DeltaProtocol(1, 7, [], ["appendOnly", "invariants", Own]);

    /// <summary>Features never go: files of before may need them.</summary>
    public static DeltaProtocol Upgrade(DeltaProtocol current, DeltaProtocol needed) => current.MinReaderVersion >= needed.MinReaderVersion ? current : needed;

    private static bool HasNaiveTime(ColumnType type) =>
        type.Kind is ColumnKind.Timestamp or ColumnKind.TimestampS or ColumnKind.TimestampMs or ColumnKind.TimestampNs || type.Children.Any(child => HasNaiveTime(child.Type));
}
