using Serverless.Graph.Documents;
using Serverless.Graph.Policies;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;

namespace Serverless.Graph.Identity;

/// <summary>
/// The token of each node: kind, function's name and version, canonical arguments and the inputs' tokens. Names of nodes, policies, <c>keep</c>
/// and <c>after</c> change no result and are not in it.
/// </summary>
public sealed class NodeTokens
{
    private readonly JobDocument _document;
    private readonly Token?[] _tokens;
    private readonly NodeTokenWriter _writer;

    private NodeTokens(JobDocument document, Token?[] tokens, NodeTokenWriter writer)
    {
        _document = document;
        _tokens = tokens;
        _writer = writer;
    }

    /// <summary>Token of the node at a position; null when a source that it depends on is not resolved yet.</summary>
    public Token? this[int node] => _tokens[node];

    public Token? Of(NodeId node) => _tokens[_document.Nodes.IndexOf(node)];

    /// <summary>What a node does to an element: kind, function, arguments and settings, and not which elements there are.</summary>
    /// <param name="node">Its position; all that its arguments refer to has a token.</param>
    /// <param name="isFold">It makes one result of many elements.</param>
    public Token StepOf(int node, bool isFold) => _writer.StepOf(node, isFold);

    /// <summary>The token of a value of the document; all that it refers to has one.</summary>
    public Token ValueOf(GraphValue value) => _writer.ValueOf(value);

    /// <summary>Whether a result of the node depends on the elements that it is made of, and not on the job, on which of them they are or on how many there are.</summary>
    public static bool SeesItsElementsAlone(JobDocument document, Node node, NodeBinding binding) =>
        !IsPrivate(document, node, binding) && !binding.SeesPosition;

    /// <summary>Computes all tokens in linear time, without recursion over the graph.</summary>
    /// <param name="document">The job.</param>
    /// <param name="sources">For each <c>read</c> and <c>files</c> node what it was resolved to: dataset version and list of files with their versions.</param>
    /// <param name="salt">The job's id: part of the tokens of impure functions, of writes that are no replacements and of nodes with cache <c>none</c>, whose results are the job's own.</param>
    /// <param name="versions">Versions of functions by name, instead of the document's: what another host had.</param>
    public static NodeTokens Compute(JobDocument document, IReadOnlyDictionary<NodeId, Token> sources, string salt, IReadOnlyDictionary<string, string>? versions = null)
    {
        var tokens = new Token?[document.Nodes.Count];
        var writer = new NodeTokenWriter(document, sources, salt, versions, id => tokens[document.Nodes.IndexOf(id)]!.Value);
        foreach (var at in document.Topology.Order)
        {
            if (!IsResolved(document, at, document.Nodes[at], sources, tokens)) continue;
            tokens[at] = writer.TokenOf(at);
        }
        return new NodeTokens(document, tokens, writer);
    }

    /// <summary>Whether the node's result is the job's own: it is never shared with another job.</summary>
    public static bool IsPrivate(JobDocument document, Node node, NodeBinding binding) =>
        node.IsJobsOwn || IsImpure(binding) || (node.Policy?.Cache ?? document.Policy?.Cache) == CacheMode.None || NamedBlobs.IsReadBy(document, node, binding);

    /// <summary>Whether something that the node runs may give another result, or have another effect, the next time.</summary>
    public static bool IsImpure(NodeBinding binding) =>
        binding.Function is { Impure: true } || binding.Called.Any(f => f.Impure) || binding.IsVolatileQuery || binding.By is { Impure: true } || binding.Combine is { Impure: true };

    private static bool IsResolved(JobDocument document, int at, Node node, IReadOnlyDictionary<NodeId, Token> sources, Token?[] tokens)
    {
        if (node.IsExternal && !sources.ContainsKey(node.Id)) return false;
        HashSet<NodeId>? used = null;
        foreach (var input in document.Topology.Dependencies(at))
        {
            if (tokens[input] is not null) continue;
            // What the node only waits for has no part in its token.
            if (node.After.IsEmpty) return false;
            used ??= [.. node.Over.Select(static o => o.Node), .. NodeReferences.Of(node)];
            if (used.Contains(document.Nodes[input].Id)) return false;
        }
        return true;
    }
}
