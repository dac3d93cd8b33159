using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Serverless.Graph.Functions;
using Serverless.Graph.Policies;
using Serverless.Graph.Tokens;
using Serverless.Graph.Validation;

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

    /// <summary>Checks a draft as a parsed text is checked: what comes back can be written and parsed again.</summary>
    /// <param name="draft">What is in it.</param>
    /// <param name="functions">The functions that it may name.</param>
    /// <param name="isStored">It was accepted before: what it asks for and nothing does is passed over.</param>
    public static JobResult Create(JobDraft draft, FunctionCatalog functions, bool isStored = false)
    {
        var problems = new ProblemList();
        if (!isStored) IdlePolicies.Check(draft, problems);
        foreach (var node in draft.Nodes) NodeValueChecks.Check(node, problems);
        var document = new DocumentChecker(draft, functions, problems).Check();
        return new JobResult(problems.IsEmpty ? document : null, problems.Locate([]));
    }
}

/// <summary>A document that is not checked yet.</summary>
public sealed record JobDraft
{
    public required string Name { get; init; }

    public required ImmutableArray<Node> Nodes { get; init; }

    public ImmutableArray<NodeId> Outputs { get; init; } = [];

    public Policy? Policy { get; init; }

    public ImmutableArray<string> After { get; init; } = [];
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
