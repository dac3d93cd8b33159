using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Azure.Hosting;
using Serverless.Azure.Triggers;
using Serverless.Durable;
using Serverless.Storage.Azure.Connection;
using Serverless.Store.Cache;

namespace Serverless.Azure.Tests.App;

/// <summary>The built app has a trigger for everything that its host registers, and for nothing else.</summary>
public sealed class TriggerTests : IAsyncLifetime
{
    // Nothing is asked of the account.
    private readonly AzureHost _host = AzureHost.Create(
        new AppSettings
        {
            Storage = AzureStorageOptions.Parse("UseDevelopmentStorage=true"),
            Tenant = "default",
            Slots = 1,
            Cache = new CacheOptions(),
        },
        NullLoggerFactory.Instance);

    private DurableRegistry Registry => _host.Registry;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public void Orchestrations_EachHasATriggerOfItsName() =>
        Assert.Equal(Registry.Orchestrations.Select(n => n.ToString()).Order(StringComparer.Ordinal), NamesOf(typeof(OrchestrationTriggers)));

    [Fact]
    public void Entities_EachHasATriggerOfItsName() => Assert.Equal(Registry.Entities.Order(StringComparer.Ordinal), NamesOf(typeof(EntityTriggers)));

    [Fact]
    public void Activities_EachHasATriggerOfItsName() => Assert.Equal(Registry.Activities.Order(StringComparer.Ordinal), NamesOf(typeof(ActivityTriggers)));

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
