using Serverless.Graph.Documents;
using Serverless.Planning.Kinds;

namespace Serverless.Planning.Tests;

public sealed class KindPlansTests
{
    [Fact]
    public void All_EveryKindOfTheGrammar_HasAPlan() =>
        Assert.Equal(
            typeof(Node).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Node)) && t.IsPublic).Select(t => t.Name).Order(StringComparer.Ordinal),
            KindPlans.All.Keys.Select(t => t.Name).Order(StringComparer.Ordinal));
}
