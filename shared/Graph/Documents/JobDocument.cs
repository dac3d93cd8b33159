using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Serverless.Graph.Functions;
using Serverless.Graph.Parameters;
using Serverless.Graph.Policies;
using Serverless.Graph.Tokens;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Documents;

/// <summary>A job's graph and policy, checked: every name means something, and nothing goes in circles.</summary>
public sealed class JobDocument
{
    /// <summary>The grammar's version that this code reads and writes.</summary>
    public const int CurrentVersion = 1;

    private readonly NodeBinding[] _bindings;

    internal JobDocument(JobDraft draft, NodeList nodes, NodeBinding[] bindings, Topology topology)
    {
        Name = draft.Name;
        Outputs = draft.Outputs;
        Policy = draft.Policy;
        After = draft.After;
        Parameters = draft.Parameters;
        Nodes = nodes;
        Topology = topology;
        _bindings = bindings;
    }

    public int Version => CurrentVersion;

    /// <summary>For people; not unique.</summary>
    public string Name { get; }

    public NodeList Nodes { get; }

    /// <summary>At least one.</summary>
    public ImmutableArray<NodeId> Outputs { get; }

    public Policy? Policy { get; }

    /// <summary>Job files that must be done before this one; the command line's business.</summary>
    public ImmutableArray<string> After { get; }

    /// <summary>What it declares, with the values that it has. They stand where they are used: nodes know of no parameters.</summary>
    public ImmutableArray<JobParameter> Parameters { get; }

    public Topology Topology { get; }

    // Of the canonical form, once somebody asked for it.
    internal StrongBox<Token>? Hash { get; set; }

    /// <summary>What the names of the node at position <paramref name="node"/> mean.</summary>
    public NodeBinding Binding(int node) => _bindings[node];

    public NodeBinding Binding(NodeId node) => _bindings[Nodes.IndexOf(node)];

    /// <summary>Every function that its nodes name or their queries call, each once: a hundred thousand calls may be of one function.</summary>
    public IReadOnlyCollection<FunctionDescriptor> Functions()
    {
        var functions = new HashSet<FunctionDescriptor>(ReferenceEqualityComparer.Instance);
        foreach (var binding in _bindings)
        {
            if (binding.Function is { } function) functions.Add(function);
            if (binding.By is { } by) functions.Add(by);
            if (binding.Combine is { } combine) functions.Add(combine);
            functions.UnionWith(binding.Called);
        }
        return functions;
    }

    /// <summary>The node's policy over the job's over the defaults.</summary>
    public EffectivePolicy PolicyOf(Node node) => EffectivePolicy.Merge(Policy, node.Policy);
}

/// <summary>A document that is not checked yet.</summary>
public sealed record JobDraft
{
    public required string Name { get; init; }

    public required ImmutableArray<Node> Nodes { get; init; }

    public ImmutableArray<NodeId> Outputs { get; init; } = [];

    public Policy? Policy { get; init; }

    public ImmutableArray<string> After { get; init; } = [];

    /// <summary>With their values. Nodes may use them by <see cref="GraphValue.Parameter"/>.</summary>
    public ImmutableArray<JobParameter> Parameters { get; init; } = [];
}

/// <summary>A document, or everything that is wrong with it.</summary>
/// <param name="Document">Null when there are problems.</param>
/// <param name="Problems">Empty when there is a document.</param>
public sealed record JobResult(JobDocument? Document, ImmutableArray<Problem> Problems)
{
    /// <summary>The document.</summary>
    /// <exception cref="JobInvalidException">There are problems.</exception>
    public JobDocument Require() => Document ?? throw new JobInvalidException(Problems);
}
