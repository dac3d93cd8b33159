using Serverless.Execution.Kinds;
using Serverless.Graph.Documents;

namespace Serverless.Execution.Tests;

public sealed class KindRunsTests
{
    [Fact]
    public void All_EveryKindOfTheGrammar_CanRun() =>
        Assert.Equal(
            typeof(Node).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Node)) && t.IsPublic).Select(t => t.Name).Order(StringComparer.Ordinal),
            KindRuns.All.Keys.Select(t => t.Name).Order(StringComparer.Ordinal));
}
