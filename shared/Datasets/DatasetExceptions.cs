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
