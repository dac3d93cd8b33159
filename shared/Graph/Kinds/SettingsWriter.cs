using System.Collections.Immutable;
using Serverless.Graph.Functions;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>Writes what of a node determines its result into its token.</summary>
/// <param name="writer">Makes the token.</param>
/// <param name="resolve">The token of a node that is referred to.</param>
/// <param name="versionOf">The version that stands for a function.</param>
internal sealed class SettingsWriter(TokenWriter writer, Func<NodeId, Token> resolve, Func<FunctionDescriptor, string> versionOf)
{
    public void String(string value) => writer.String(value);

    public void Integer(long value) => writer.Integer(value);

    public void Boolean(bool value) => writer.Boolean(value);

    /// <summary>Begins a list of so many parts.</summary>
    public void List(int count) => writer.List(count);

    public void Strings(ImmutableArray<string> values)
    {
        writer.List(values.Length);
        foreach (var value in values) writer.String(value);
    }

    /// <summary>A value, its references by their nodes' tokens.</summary>
    public void Value(GraphValue value) => writer.Value(value, resolve);

    /// <summary>A function by name and version.</summary>
    public void Function(FunctionDescriptor? function)
    {
        if (function is null)
        {
            writer.Null();
            return;
        }
        writer.String(function.Name);
        writer.String(versionOf(function));
    }
}
