using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>Programs and addresses as single tasks. They are impure: no job finds another one's results.</summary>
public sealed partial class JobGraph
{
    /// <summary>What a program writes to standard output, as text; at most 16 MiB.</summary>
    public Delayed<string> Exec(ExecCommand command) => Called<string>(BuiltInFunctions.Exec, command.Arguments(this, isMap: false));

    /// <summary>The value whose JSON a program writes to standard output.</summary>
    public Delayed<T> Exec<T>(ExecCommand command) => Called<T>(BuiltInFunctions.Exec, command.Arguments(this, isMap: false, Named("stdout", "json")));

    /// <summary>The file of that name that a program writes into its folder.</summary>
    public Delayed<BlobRef> ExecToFile(ExecCommand command, string output) => Called<BlobRef>(BuiltInFunctions.Exec, command.Arguments(this, isMap: false, Named("outputs", output)));

    /// <summary>The files of these names that a program writes into its folder.</summary>
    public Delayed<Dictionary<string, BlobRef>> ExecToFiles(ExecCommand command, params IEnumerable<string> outputs) => Called<Dictionary<string, BlobRef>>(
        BuiltInFunctions.Exec, command.Arguments(this, isMap: false, KeyValuePair.Create("outputs", GraphValue.List([.. outputs.Select(GraphValue.Of)]))));

    /// <summary>What an address answers, as text; at most 16 MiB.</summary>
    /// <param name="url">An http or https address, or a handle of one.</param>
    /// <param name="headers">Of the request.</param>
    public Delayed<string> HttpGet(DelayedText url, IReadOnlyDictionary<string, EnvironmentText>? headers = null) => Called<string>(BuiltInFunctions.HttpGet, Fetched(url, headers));

    /// <summary>The value whose JSON an address answers.</summary>
    /// <inheritdoc cref="HttpGet(DelayedText, IReadOnlyDictionary{string, EnvironmentText}?)"/>
    public Delayed<T> HttpGet<T>(DelayedText url, IReadOnlyDictionary<string, EnvironmentText>? headers = null) => Called<T>(BuiltInFunctions.HttpGet, Fetched(url, headers, Named("result", "json")));

    /// <summary>What an address answers, stored by its content.</summary>
    /// <param name="url">An http or https address, or a handle of one.</param>
    /// <param name="sha256">Of the content, in hexadecimal digits; another content is a failure. Null: any.</param>
    /// <param name="headers">Of the request.</param>
    public Delayed<BlobRef> Download(DelayedText url, string? sha256 = null, IReadOnlyDictionary<string, EnvironmentText>? headers = null) =>
        Called<BlobRef>(BuiltInFunctions.Download, Fetched(url, headers, sha256 is null ? [] : [Named("sha256", sha256)]));

    internal Collection<T> MappedBuiltIn<T>(FunctionDescriptor function, GraphValue arguments, NodeId over) =>
        new(this, Nodes.Add(new MapNode { Id = NodeIds.Unnamed, Function = function.Name, Args = arguments, Over = [new OverInput(over)] }, merge: !function.Impure));

    internal static KeyValuePair<string, GraphValue> Named(string name, string text) => KeyValuePair.Create(name, GraphValue.Of(text));

    internal static GraphValue FetchArguments(IReadOnlyDictionary<string, EnvironmentText>? headers, params IEnumerable<KeyValuePair<string, GraphValue>> rest) =>
        GraphValue.Map(headers is { Count: > 0 } ? rest.Append(KeyValuePair.Create("headers", EnvironmentText.Map(headers))) : rest);

    private GraphValue Fetched(DelayedText url, IReadOnlyDictionary<string, EnvironmentText>? headers, params IEnumerable<KeyValuePair<string, GraphValue>> rest) =>
        FetchArguments(headers, rest.Append(KeyValuePair.Create("url", HandleValues.Of(this, url.Value))));

    private Delayed<T> Called<T>(FunctionDescriptor function, GraphValue arguments) =>
        new(this, Nodes.Add(new CallNode { Id = NodeIds.Unnamed, Function = function.Name, Args = arguments }, merge: !function.Impure));
}
