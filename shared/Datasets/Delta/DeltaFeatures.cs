namespace Serverless.Datasets.Delta;

/// <summary>Which tables are read: those of which every reader feature is known. Others would be read wrong.</summary>
internal static class DeltaFeatures
{
    // What does not change how rows are read, or is handled.
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "timestampNtz", "vacuumProtocolCheck", "typeWidening", "typeWidening-preview", "v2Checkpoint",
        // These are refused where they are in use, below.
        "columnMapping", "deletionVectors",
    };

    /// <returns>Why the table cannot be read; null when it can.</returns>
    public static string? Problem(DeltaProtocol protocol, DeltaMetadata metadata, IEnumerable<DeltaAdd> files)
    {
        if (protocol.MinReaderVersion is < 1 or > 3) return $"it needs version {protocol.MinReaderVersion} of the Delta reader protocol, and 1 to 3 are known";
        var features = protocol.MinReaderVersion < 3 ? [] : protocol.ReaderFeatures;
        var unknown = features.Where(f => !Known.Contains(f)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0) return $"it needs the reader {(unknown.Count == 1 ? "feature" : "features")} {string.Join(", ", unknown.Select(f => $"'{f}'"))}, which {(unknown.Count == 1 ? "is" : "are")} not known";
        var mapping = metadata.Configuration.GetValueOrDefault("delta.columnMapping.mode", "none");
        if (protocol.MinReaderVersion >= 2 && mapping != "none") return $"its columns have other names in its files (the reader feature 'columnMapping', mode '{mapping}')";
        return files.Any(f => f.DeletionVector is not null) ? "rows of its files are deleted by deletion vectors (the reader feature 'deletionVectors')" : null;
    }
}
