namespace Serverless.Datasets;

/// <summary>Root of what datasets throw.</summary>
public class DatasetException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>There is no dataset of that name.</summary>
public sealed class DatasetNotFoundException(DatasetId id, IReadOnlyCollection<string> known)
    : DatasetException($"There is no dataset '{id}'." + (known.Count == 0 ? " There are none yet." : $" There are: {string.Join(", ", known)}."))
{
    public DatasetId Id { get; } = id;

    public IReadOnlyCollection<string> Known { get; } = known;
}

/// <summary>The dataset exists and the write's mode is <c>create</c>.</summary>
public sealed class DatasetExistsException(DatasetId id)
    : DatasetException($"The dataset '{id}' exists already. Write with mode \"replace\" or \"append\", or choose another name.");

/// <summary>Somebody else committed to the dataset meanwhile, in a way that cannot be merged.</summary>
public sealed class DatasetConflictException(DatasetId id, string message) : DatasetException($"Dataset '{id}': {message}");

/// <summary>Somebody else changed a dataset after the version that a replacement of it was made from. Nothing was committed.</summary>
public sealed class DatasetOvertakenException(DatasetId id, string reason) : DatasetException($"Dataset '{id}': {reason} Nothing was committed, and nothing of that is lost.")
{
    /// <summary>What was done since, as sentences.</summary>
    public string Reason { get; } = reason;
}

/// <summary>Columns do not fit: those of the new data to the dataset's, or those of one write to each other. Nothing was committed.</summary>
public sealed class DatasetSchemaException(DatasetId id, IReadOnlyList<string> differences)
    : DatasetException($"The data does not fit into dataset '{id}': {string.Join("; ", differences)}. Nothing was committed. Cast or name the columns in a query before the write, or write another dataset.")
{
    public IReadOnlyList<string> Differences { get; } = differences;
}

/// <summary>What is stored of a dataset cannot be read.</summary>
public sealed class DatasetDamagedException(string blob, string why, Exception? inner = null)
    : DatasetException($"'{blob}' is damaged: {why}. Restore it, or write the dataset anew under another name.", inner)
{
    public string Blob { get; } = blob;
}

/// <summary>Another program's table that needs what this build does not know. Nothing of it was read.</summary>
public sealed class DatasetUnreadableException(DatasetId id, string why)
    : DatasetException($"The Delta table '{id}' cannot be read: {why}. Copy it without that by the program that wrote it, or read its files by a query that knows what it does.")
{
    public DatasetId Id { get; } = id;
}

/// <summary>A write to a table that another program keeps.</summary>
public sealed class DatasetForeignException(DatasetId id)
    : DatasetException($"'{id}' is a Delta table of another program, which is read and not written. Write another dataset.")
{
    public DatasetId Id { get; } = id;
}

/// <summary>Another program changed the manifest of a dataset of ours, whose log knows nothing of it. Nothing was read or written.</summary>
public sealed class DatasetChangedException(DatasetId id)
    : DatasetException($"Another program changed '{DatasetManifest.NameOf(id)}', the manifest of dataset '{id}', and the dataset's log does not know of that. 'serverless datasets adopt {id}' takes what it says as the next version; without that blob the log alone counts.")
{
    public DatasetId Id { get; } = id;
}
