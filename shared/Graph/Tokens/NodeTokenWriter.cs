using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tokens;

/// <summary>Writes what determines a node's result, part by part: for its token, or for the hash of each part.</summary>
/// <param name="document">The job.</param>
/// <param name="sources">What reads and files were resolved to.</param>
/// <param name="salt">The job's id.</param>
/// <param name="versions">Versions of functions by name, instead of the document's; null: the document's.</param>
/// <param name="resolve">The token of a node that is an input or a reference.</param>
internal sealed class NodeTokenWriter(
    JobDocument document, IReadOnlyDictionary<NodeId, Token> sources, string salt, IReadOnlyDictionary<string, string>? versions, Func<NodeId, Token> resolve)
{
    // Part of every token: a change of what is hashed, or in which order, is a new number.
    private const string Form = "serverless.node.1";
    private const string Step = "serverless.step.1";

    private readonly TokenWriter _writer = new();

    public Token TokenOf(int at)
    {
        Write(at, ended: null);
        return _writer.Finish();
    }

    /// <summary>The hash of each part.</summary>
    public IReadOnlyList<(TokenPartKind Kind, Token Hash)> PartsOf(int at)
    {
        var parts = new List<(TokenPartKind, Token)>();
        Write(at, kind => parts.Add((kind, _writer.Finish())));
        return parts;
    }

    /// <summary>What the node does to an element: all of its token but what its inputs are.</summary>
    /// <param name="at">The node's position.</param>
    /// <param name="isFold">It makes one result of many elements.</param>
    public Token StepOf(int at, bool isFold)
    {
        var node = document.Nodes[at];
        var binding = document.Binding(at);
        _writer.String(Step);
        _writer.String(NodeProperties.NameOf(node.Kind));
        var isNamed = node.Over.Length > 1 && binding.Function is { Kind: FunctionKind.Table };
        _writer.List(node.Over.Length);
        foreach (var input in node.Over) _writer.Value(input.Alias is { } alias ? GraphValue.Of(alias) : isNamed ? GraphValue.Of(input.Node.Value) : default);
        WriteFunction(binding.Function);
        _writer.List(binding.Arguments.Length);
        foreach (var argument in binding.Arguments) _writer.Value(argument, resolve);
        WriteCalled(binding);
        // Which elements there are is no part of what is done to one of them.
        if (node is not (RangeNode or ItemsNode or FilesNode) && (isFold || node is not TakeNode)) WriteOwn(node, binding);
        return _writer.Finish();
    }

    /// <summary>A value of the document, its references by their nodes' tokens.</summary>
    public Token ValueOf(GraphValue value)
    {
        _writer.Value(value, resolve);
        return _writer.Finish();
    }

    public string VersionOf(FunctionDescriptor function) => versions?.GetValueOrDefault(function.Name) ?? function.Version;

    private void Write(int at, Action<TokenPartKind>? ended)
    {
        var node = document.Nodes[at];
        var binding = document.Binding(at);
        _writer.String(Form);
        _writer.String(NodeProperties.NameOf(node.Kind));
        ended?.Invoke(TokenPartKind.Kind);
        WriteInputs(node, binding);
        ended?.Invoke(TokenPartKind.Inputs);
        WriteFunction(binding.Function);
        ended?.Invoke(TokenPartKind.Function);
        _writer.List(binding.Arguments.Length);
        foreach (var argument in binding.Arguments) _writer.Value(argument, resolve);
        ended?.Invoke(TokenPartKind.Arguments);
        WriteCalled(binding);
        ended?.Invoke(TokenPartKind.Called);
        if (sources.TryGetValue(node.Id, out var source) && node is ReadNode or FilesNode) _writer.Token(source);
        ended?.Invoke(TokenPartKind.Source);
        WriteOwn(node, binding);
        ended?.Invoke(TokenPartKind.Settings);
        if (NodeTokens.IsPrivate(document, node, binding))
        {
            _writer.String(salt);
            _writer.String(node.Id.Value);
        }
        ended?.Invoke(TokenPartKind.Job);
    }

    // A query sees its inputs by name: without aliases one is 'input', of several each has its node's name.
    private void WriteInputs(Node node, NodeBinding binding)
    {
        var isNamed = node.Over.Length > 1 && binding.Function is { Kind: FunctionKind.Table };
        _writer.List(node.Over.Length);
        foreach (var input in node.Over)
        {
            if (input.Alias is { } alias) _writer.String(alias);
            else if (isNamed) _writer.String(input.Node.Value);
            else _writer.Null();
            _writer.Token(resolve(input.Node));
        }
    }

    private void WriteFunction(FunctionDescriptor? function)
    {
        if (function is null)
        {
            _writer.Null();
            return;
        }
        _writer.String(function.Name);
        _writer.String(VersionOf(function));
    }

    /// <summary>Nothing at all for queries that call no function: their tokens are older than such calls.</summary>
    private void WriteCalled(NodeBinding binding)
    {
        if (binding.Called.IsEmpty) return;
        _writer.List(binding.Called.Length);
        foreach (var function in binding.Called) WriteFunction(function);
    }

    private void WriteOwn(Node node, NodeBinding binding)
    {
        switch (node)
        {
            case RangeNode range:
                _writer.Integer(range.From);
                _writer.Integer(range.Step);
                _writer.Integer(range.Count);
                break;
            case ItemsNode items:
                _writer.Value(GraphValue.List(items.Items), resolve);
                break;
            case ReduceNode reduce:
                _writer.Integer(reduce.SplitEvery);
                break;
            case FoldByNode fold:
                _writer.Integer(fold.SplitEvery);
                WriteFunction(binding.By);
                WriteFunction(binding.Combine);
                _writer.Boolean(fold.Initial is not null);
                _writer.Value(fold.Initial ?? default, resolve);
                break;
            case TakeNode take:
                _writer.Integer(take.Count);
                break;
            case TopKNode top:
                _writer.Integer(top.Count);
                _writer.Boolean(top.Ascending);
                WriteFunction(binding.By);
                break;
            case ReadNode read:
                TableTokens.Write(_writer, read);
                break;
            case WriteNode write:
                TableTokens.Write(_writer, write);
                break;
        }
    }
}
