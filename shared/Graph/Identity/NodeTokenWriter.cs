using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;

namespace Serverless.Graph.Identity;

/// <summary>Writes what determines a node's result, part by part: for its token, or for the hash of each part.</summary>
internal sealed class NodeTokenWriter
{
    // Part of every token: a change of what is hashed, or in which order, is a new number, and so is a mended result.
    private const string Form = "serverless.node.1";
    private const string Step = "serverless.step.1";

    // Of nodes of which earlier builds stored something else: it is not found.
    private const string MendedForm = "serverless.node.2";
    private const string MendedStep = "serverless.step.2";

    private readonly TokenWriter _writer = new();
    private readonly SettingsWriter _settings;
    private readonly JobDocument _document;
    private readonly IReadOnlyDictionary<NodeId, Token> _sources;
    private readonly string _salt;
    private readonly IReadOnlyDictionary<string, string>? _versions;
    private readonly Func<NodeId, Token> _resolve;

    /// <param name="document">The job.</param>
    /// <param name="sources">What reads and files were resolved to.</param>
    /// <param name="salt">The job's id.</param>
    /// <param name="versions">Versions of functions by name, instead of the document's; null: the document's.</param>
    /// <param name="resolve">The token of a node that is an input or a reference.</param>
    public NodeTokenWriter(
        JobDocument document, IReadOnlyDictionary<NodeId, Token> sources, string salt, IReadOnlyDictionary<string, string>? versions, Func<NodeId, Token> resolve)
    {
        (_document, _sources, _salt, _versions, _resolve) = (document, sources, salt, versions, resolve);
        _settings = new SettingsWriter(_writer, resolve, VersionOf);
    }

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
        var node = _document.Nodes[at];
        var binding = _document.Binding(at);
        _writer.String(EarlierResults.AreRight(node, binding) ? Step : MendedStep);
        _writer.String(node.Kind);
        _writer.List(node.Over.Length);
        foreach (var input in node.Over) WriteName(input, node, binding);
        _settings.Function(binding.Function);
        _writer.List(binding.Arguments.Length);
        foreach (var argument in binding.Arguments) _writer.Value(argument, _resolve);
        WriteCalled(binding);
        var kind = NodeKinds.Of(node);
        if (!kind.OnlyNamesElements(isFold)) kind.WriteSettings(_settings, node, binding);
        return _writer.Finish();
    }

    /// <summary>A value of the document, its references by their nodes' tokens.</summary>
    public Token ValueOf(GraphValue value)
    {
        _writer.Value(value, _resolve);
        return _writer.Finish();
    }

    public string VersionOf(FunctionDescriptor function) => _versions?.GetValueOrDefault(function.Name) ?? function.Version;

    private void Write(int at, Action<TokenPartKind>? ended)
    {
        var node = _document.Nodes[at];
        var binding = _document.Binding(at);
        _writer.String(EarlierResults.AreRight(node, binding) ? Form : MendedForm);
        _writer.String(node.Kind);
        ended?.Invoke(TokenPartKind.Kind);
        WriteInputs(node, binding);
        ended?.Invoke(TokenPartKind.Inputs);
        _settings.Function(binding.Function);
        ended?.Invoke(TokenPartKind.Function);
        _writer.List(binding.Arguments.Length);
        foreach (var argument in binding.Arguments) _writer.Value(argument, _resolve);
        ended?.Invoke(TokenPartKind.Arguments);
        WriteCalled(binding);
        ended?.Invoke(TokenPartKind.Called);
        if (node.IsExternal && _sources.TryGetValue(node.Id, out var source)) _writer.Token(source);
        ended?.Invoke(TokenPartKind.Source);
        NodeKinds.Of(node).WriteSettings(_settings, node, binding);
        ended?.Invoke(TokenPartKind.Settings);
        if (NodeTokens.IsPrivate(_document, node, binding))
        {
            _writer.String(_salt);
            _writer.String(node.Id.Value);
        }
        ended?.Invoke(TokenPartKind.Job);
    }

    private void WriteInputs(Node node, NodeBinding binding)
    {
        _writer.List(node.Over.Length);
        foreach (var input in node.Over)
        {
            WriteName(input, node, binding);
            _writer.Token(_resolve(input.Node));
        }
    }

    // A query sees its inputs by name: without aliases one is 'input', of several each has its node's name.
    private void WriteName(OverInput input, Node node, NodeBinding binding)
    {
        if (input.Alias is { } alias) _writer.String(alias);
        else if (node.Over.Length > 1 && binding.Function is { Kind: FunctionKind.Table }) _writer.String(input.Node.Value);
        else _writer.Null();
    }

    /// <summary>Nothing at all for queries that call no function: their tokens are older than such calls.</summary>
    private void WriteCalled(NodeBinding binding)
    {
        if (binding.Called.IsEmpty) return;
        _writer.List(binding.Called.Length);
        foreach (var function in binding.Called) _settings.Function(function);
    }
}
