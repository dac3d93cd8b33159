namespace Serverless.Datasets.Versions;

/// <summary>One version of a dataset.</summary>
/// <param name="Manifest">What is in it.</param>
/// <param name="Number">Of the log; -1: it has none yet, as kartothek's, and ours of before.</param>
public sealed record DatasetVersion(DatasetManifest Manifest, long Number);
