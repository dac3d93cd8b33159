using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Policies;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tokens;

/// <summary>
/// The token of each node: kind, function's name and version, canonical arguments and the inputs' tokens. Names of nodes, policies, <c>keep</c>
/// and <c>after</c> change no result and are not in it.
/// </summary>
public sealed class NodeTokens
{
    // Part of every token: a change of what is hashed, or in which order, is a new number.
    private const string Form = "serverless.node.1";

    private readonly JobDocument _document;
    private readonly Token?[] _tokens;

    private NodeTokens(JobDocument document, Token?[] tokens)
    {
        _document = document;
        _tokens = tokens;
    }

    /// <summary>Token of the node at a position; null when a source that it depends on is not resolved yet.</summary>
    public Token? this[int node] => _tokens[node];

    public Token? Of(NodeId node) => _tokens[_document.Nodes.IndexOf(node)];

    /// <summary>Computes all tokens in linear time, without recursion over the graph.</summary>
    /// <param name="document">The job.</param>
    /// <param name="sources">For each <c>read</c> and <c>files</c> node what it was resolved to: dataset version and list of files with their versions.</param>
    /// <param name="salt">The job's id: part of the tokens of impure functions, of writes that are no replacements and of nodes with cache <c>none</c>, whose results are the job's own.</param>
    public static NodeTokens Compute(JobDocument document, IReadOnlyDictionary<NodeId, Token> sources, string salt)
    {
        var tokens = new Token?[document.Nodes.Count];
        var writer = new TokenWriter();
        var resolve = new Func<NodeId, Token>(id => tokens[document.Nodes.IndexOf(id)]!.Value);
        foreach (var at in document.Topology.Order)
        {
            var node = document.Nodes[at];
            if (!IsResolved(document, at, node, sources, tokens)) continue;
            var binding = document.Binding(at);
            writer.String(Form);
            writer.String(NodeProperties.NameOf(node.Kind));
            WriteInputs(writer, node, resolve);
            WriteFunction(writer, binding.Function);
            writer.List(binding.Arguments.Length);
            foreach (var argument in binding.Arguments) writer.Value(argument, resolve);
            WriteCalled(writer, binding);
            if (sources.TryGetValue(node.Id, out var source) && node is ReadNode or FilesNode) writer.Token(source);
            WriteOwn(writer, node, binding, resolve);
            if (IsPrivate(document, node, binding))
            {
                writer.String(salt);
                writer.String(node.Id.Value);
            }
            tokens[at] = writer.Finish();
        }
        return new NodeTokens(document, tokens);
    }

    /// <summary>Whether the node's result is the job's own: it is never shared with another job.</summary>
    public static bool IsPrivate(JobDocument document, Node node, NodeBinding binding) =>
        node is WriteNode { Mode: not WriteMode.Replace }
        || binding.Function is { Impure: true } || binding.Called.Any(f => f.Impure) || binding.By is { Impure: true } || binding.Combine is { Impure: true }
        || (node.Policy?.Cache ?? document.Policy?.Cache) == CacheMode.None;

    private static bool IsResolved(JobDocument document, int at, Node node, IReadOnlyDictionary<NodeId, Token> sources, Token?[] tokens)
    {
        if (node is ReadNode or FilesNode && !sources.ContainsKey(node.Id)) return false;
        foreach (var input in document.Topology.Dependencies(at))
        {
            if (tokens[input] is null && !IsOnlyAfter(node, document.Nodes[input].Id)) return false;
        }
        return true;
    }

    /// <summary>Whether the node only waits for the other, which then has no part in its token.</summary>
    private static bool IsOnlyAfter(Node node, NodeId other) =>
        node.After.Contains(other) && !node.Over.Any(o => o.Node == other) && !NodeReferences.Of(node).Contains(other);

    private static void WriteInputs(TokenWriter writer, Node node, Func<NodeId, Token> resolve)
    {
        writer.List(node.Over.Length);
        foreach (var input in node.Over)
        {
            if (input.Alias is { } alias) writer.String(alias);
            else writer.Null();
            writer.Token(resolve(input.Node));
        }
    }

    private static void WriteFunction(TokenWriter writer, FunctionDescriptor? function)
    {
        if (function is null)
        {
            writer.Null();
            return;
        }
        writer.String(function.Name);
        writer.String(function.Version);
    }

    /// <summary>Nothing at all for queries that call no function: their tokens are older than such calls.</summary>
    private static void WriteCalled(TokenWriter writer, NodeBinding binding)
    {
        if (binding.Called.IsEmpty) return;
        writer.List(binding.Called.Length);
        foreach (var function in binding.Called) WriteFunction(writer, function);
    }

    private static void WriteOwn(TokenWriter writer, Node node, NodeBinding binding, Func<NodeId, Token> resolve)
    {
        switch (node)
        {
            case RangeNode range:
                writer.Integer(range.From);
                writer.Integer(range.Step);
                writer.Integer(range.Count);
                break;
            case ItemsNode items:
                writer.Value(GraphValue.List(items.Items), resolve);
                break;
            case ReduceNode reduce:
                writer.Integer(reduce.SplitEvery);
                break;
            case FoldByNode fold:
                writer.Integer(fold.SplitEvery);
                WriteFunction(writer, binding.By);
                WriteFunction(writer, binding.Combine);
                writer.Boolean(fold.Initial is not null);
                writer.Value(fold.Initial ?? default, resolve);
                break;
            case TakeNode take:
                writer.Integer(take.Count);
                break;
            case TopKNode top:
                writer.Integer(top.Count);
                writer.Boolean(top.Ascending);
                WriteFunction(writer, binding.By);
                break;
            case ReadNode read:
                TableTokens.Write(writer, read);
                break;
            case WriteNode write:
                TableTokens.Write(writer, write);
                break;
        }
    }
}
