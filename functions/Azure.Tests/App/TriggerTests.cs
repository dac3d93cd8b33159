using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Serverless.Azure.Adapter;
using Serverless.Azure.Triggers;
using Serverless.Jobs;
using Serverless.Logic;
using Serverless.Testing;

namespace Serverless.Azure.Tests.App;

public sealed class TriggerTests
{
    [Fact]
    public void Orchestrations_EachHasATriggerOfItsName() =>
        Assert.Equal(
            new[] { LogicNames.Job, LogicNames.Stage, LogicNames.Block, EventRelay.Name }.Select(n => n.ToString()).Order(StringComparer.Ordinal),
            NamesOf(typeof(OrchestrationTriggers)));

    [Fact]
    public void Activities_EachHasATriggerOfItsName() =>
        Assert.Equal(
            typeof(ActivityNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!).Order(StringComparer.Ordinal),
            NamesOf(typeof(ActivityTriggers)));

    [Fact]
    public void Functions_NamesAreUnique()
    {
        var names = typeof(OrchestrationTriggers).Assembly.GetTypes().SelectMany(t => NamesOf(t)).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void HostJson_NamesEveryNumberThatItsPageExplains()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "functions", "Azure", "host.json")));
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "architecture", "hosts.md"));
        var durable = host.RootElement.GetProperty("extensions").GetProperty("durableTask");
        var settings = durable.EnumerateObject().Concat(durable.GetProperty("storageProvider").EnumerateObject())
            .Concat(host.RootElement.GetProperty("extensions").GetProperty("queues").EnumerateObject())
            .Where(p => p.Value.ValueKind is JsonValueKind.Number);
        Assert.All(settings, p => Assert.Contains(p.Name, page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> NamesOf(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Select(m => m.GetCustomAttribute<FunctionAttribute>()?.Name)
        .OfType<string>()
        .Order(StringComparer.Ordinal);
}
