namespace Serverless.Graph.Functions;

/// <summary>Methods marked as functions that cannot be ones. The message lists all of them.</summary>
public sealed class FunctionCatalogException(IReadOnlyList<string> problems) : Exception(string.Join("\n", problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
