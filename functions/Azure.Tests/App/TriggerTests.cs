using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Serverless.Azure.Adapter;
using Serverless.Azure.Triggers;
using Serverless.Jobs;
using Serverless.Logic;
using Serverless.Semaphores;

namespace Serverless.Azure.Tests.App;

public sealed class TriggerTests
{
    [Fact]
    public void Orchestrations_EachHasATriggerOfItsName() =>
        Assert.Equal(
            new[] { LogicNames.Job, LogicNames.Stage, LogicNames.Block, SemaphoreNames.Call, SemaphoreNames.Acquire, EventRelay.Name }.Select(n => n.ToString()).Order(StringComparer.Ordinal),
            NamesOf(typeof(OrchestrationTriggers)));

    [Fact]
    public void Entities_EachHasATriggerOfItsName() =>
        Assert.Equal(new[] { SemaphoreNames.Entity, SemaphoreNames.PageEntity, SemaphoreNames.IndexEntity }.Order(StringComparer.Ordinal), NamesOf(typeof(EntityTriggers)));

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

    private static IEnumerable<string> NamesOf(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Select(m => m.GetCustomAttribute<FunctionAttribute>()?.Name)
        .OfType<string>()
        .Order(StringComparer.Ordinal);
}
