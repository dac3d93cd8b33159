using Serverless.Graph.Functions;

namespace Serverless.Client.Building;

/// <summary>Programs and addresses for each element of a collection.</summary>
public static class BuiltInMaps
{
    /// <summary>What a program writes to standard output for each element, which it has on standard input, as text.</summary>
    public static Collection<string> Exec<T>(this Collection<T> elements, ExecCommand command) =>
        elements.Graph.MappedBuiltIn<string>(BuiltInFunctions.Exec, command.Arguments(elements.Graph, isMap: true), elements.Node);

    /// <summary>The value whose JSON a program writes to standard output for each element.</summary>
    public static Collection<TResult> Exec<T, TResult>(this Collection<T> elements, ExecCommand command) =>
        elements.Graph.MappedBuiltIn<TResult>(BuiltInFunctions.Exec, command.Arguments(elements.Graph, isMap: true, JobGraph.Named("stdout", "json")), elements.Node);

    /// <summary>The file of that name that a program writes for each element.</summary>
    public static Collection<BlobRef> ExecToFile<T>(this Collection<T> elements, ExecCommand command, string output) =>
        elements.Graph.MappedBuiltIn<BlobRef>(BuiltInFunctions.Exec, command.Arguments(elements.Graph, isMap: true, JobGraph.Named("outputs", output)), elements.Node);

    /// <summary>What each address answers, as text.</summary>
    public static Collection<string> HttpGet(this Collection<string> urls, IReadOnlyDictionary<string, EnvironmentText>? headers = null) =>
        urls.Graph.MappedBuiltIn<string>(BuiltInFunctions.HttpGet, JobGraph.FetchArguments(headers), urls.Node);

    /// <summary>The value whose JSON each address answers.</summary>
    public static Collection<T> HttpGet<T>(this Collection<string> urls, IReadOnlyDictionary<string, EnvironmentText>? headers = null) =>
        urls.Graph.MappedBuiltIn<T>(BuiltInFunctions.HttpGet, JobGraph.FetchArguments(headers, JobGraph.Named("result", "json")), urls.Node);

    /// <summary>What each address answers, stored by its content.</summary>
    public static Collection<BlobRef> Download(this Collection<string> urls, IReadOnlyDictionary<string, EnvironmentText>? headers = null) =>
        urls.Graph.MappedBuiltIn<BlobRef>(BuiltInFunctions.Download, JobGraph.FetchArguments(headers), urls.Node);
}
