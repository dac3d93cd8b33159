using System.Collections.Immutable;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Graph.Documents;

/// <summary>What a node's names turned out to mean.</summary>
public sealed record NodeBinding
{
    /// <summary>For kinds without a function.</summary>
    internal static NodeBinding Nothing { get; } = new();

    /// <summary>The function that runs per task; null for kinds without one.</summary>
    public FunctionDescriptor? Function { get; init; }

    /// <summary>How many of the function's first parameters the inputs fill; 0 for calls and for functions on tables.</summary>
    public int InputParameters { get; init; }

    /// <summary>One for each parameter after the inputs', defaults filled in.</summary>
    public ImmutableArray<GraphValue> Arguments { get; init; } = [];

    /// <summary>Of <c>sql</c>: the functions that the query may call (see <see cref="SqlCalls"/>).</summary>
    public ImmutableArray<FunctionDescriptor> Called { get; init; } = [];

    /// <summary>Of <c>sql</c>: the query may give something else each time, or its text is not known before another node has run (see <see cref="SqlVolatility"/>).</summary>
    public bool IsVolatileQuery { get; init; }

    /// <summary>Of kinds that make tables of tables without a query of the user's: what they do, as data. Null for all others.</summary>
    public GraphValue Settings { get; init; }

    /// <summary>Of <c>foldBy</c> and <c>topK</c>: element to key.</summary>
    public FunctionDescriptor? By { get; init; }

    /// <summary>Of <c>foldBy</c>: joins two values of a key.</summary>
    public FunctionDescriptor? Combine { get; init; }

    /// <summary>A function of it may look at which of how many tasks it runs in.</summary>
    public bool SeesPosition => Function is { SeesPosition: true } || By is { SeesPosition: true } || Combine is { SeesPosition: true };

    /// <summary>Type of the node's value, or of its elements when it is a collection.</summary>
    public DataType Type { get; init; } = DataType.Any;

    /// <summary>Many elements, each a task or a partition; otherwise one value.</summary>
    public bool IsCollection { get; init; }
}
