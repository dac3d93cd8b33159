using Serverless.Graph.Documents;

namespace Serverless.Datasets;

/// <summary>The name of a dataset (kartothek calls it uuid), by the rule that documents are checked with: <see cref="DatasetName"/>.</summary>
public readonly record struct DatasetId
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">The text breaks the rule; the message says how.</exception>
    public DatasetId(string value)
    {
        if (DatasetName.Problem(value) is { } problem) throw new ArgumentException(problem, nameof(value));
        _value = value;
    }

    public string Value => _value ?? throw new InvalidOperationException("The default DatasetId is no name.");

    /// <summary>The dataset of that name; null when it is no name.</summary>
    public static DatasetId? Find(string value) => DatasetName.Problem(value) is null ? new DatasetId(value) : null;

    public override string ToString() => _value ?? "";
}
