using Serverless.Graph.Validation;

namespace Serverless.Graph.Values;

/// <summary>
/// The name of a node in its document: 1 to 100 letters, digits, <c>_</c>, <c>-</c> and <c>.</c> (ASCII), starting with a letter, a digit or <c>_</c>.
/// </summary>
public readonly record struct NodeId : IComparable<NodeId>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">The text breaks the rule above.</exception>
    public NodeId(string value)
    {
        if (!Names.IsNode(value)) throw new ArgumentException($"'{value}' is no node name: {Names.NodeRule}.", nameof(value));
        _value = value;
    }

    private NodeId(string value, bool trusted)
    {
        _ = trusted;
        _value = value;
    }

    /// <summary>The text; throws on the default value, which is no id.</summary>
    public string Value => _value ?? throw new InvalidOperationException("The default NodeId is no id.");

    public int CompareTo(NodeId other) => string.CompareOrdinal(_value, other._value);

    public override string ToString() => _value ?? "";

    /// <summary>For text that was checked before, or that will be reported as a problem.</summary>
    internal static NodeId Trusted(string value) => new(value, trusted: true);
}
