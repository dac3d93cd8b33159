namespace Serverless.Architecture.Tests;

/// <summary>Namespaces inside a project form layers, as projects do: what can be read, moved and tested alone stays so.</summary>
public sealed class NamespaceTests
{
    private static readonly IReadOnlyList<NamespaceGraph> Graphs = [.. BuiltProjects.All()];

    public static TheoryData<string> Projects => [.. Graphs.Select(g => g.Project)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_OfAProject_FormNoCycle(string project)
    {
        var cycles = Graphs.Single(g => g.Project == project).Cycles();

        Assert.True(cycles.Count == 0, $"'dotnet run --project tests/Architecture -- namespaces {Path.GetFileName(project)}' says which types: {string.Join("; ", cycles.Select(c => string.Join(", ", c)))}");
    }

    /// <summary>The check can fail: these tests have a cycle on purpose.</summary>
    [Fact]
    public void Graph_NamespacesThatUseEachOther_AreACycle()
    {
        var graph = NamespaceGraph.Of(AppContext.BaseDirectory, "here", typeof(NamespaceTests).Assembly.Location);

        Assert.Equal(["Serverless.Architecture.Tests.Cyclic.Left", "Serverless.Architecture.Tests.Cyclic.Right"], Assert.Single(graph.Cycles()));
    }
}
