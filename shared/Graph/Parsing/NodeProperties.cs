using System.Collections.Immutable;
using Serverless.Graph.Grammar;
using Serverless.Graph.Kinds;

namespace Serverless.Graph.Parsing;

/// <summary>The properties of nodes: what the parser accepts and the schema says.</summary>
internal static class NodeProperties
{
    /// <summary>What every node may have; of kinds that work on no collection all but <c>over</c>, of those without a function all but <c>args</c>.</summary>
    public static ImmutableArray<string> Common { get; } = ["over", "args", "policy", "keep", "after"];

    /// <summary>Kinds first, in the order of <see cref="NodeKinds.All"/>, so that an index below their number is a kind; then common ones, then parts.</summary>
    public static PropertySet All { get; } = new([.. NodeKinds.All.Select(kind => kind.Name), .. Common, .. NodeKinds.Parts.Select(part => part.Name)]);

    /// <summary>The index of the first of <see cref="NodeKinds.Parts"/>.</summary>
    public static int FirstPart { get; } = NodeKinds.All.Length + Common.Length;
}
