using System.Text.RegularExpressions;
using Serverless.Api.Batch;
using Serverless.Api.Routes;
using Serverless.Host.Tests.Api;
using Serverless.Testing;

namespace Serverless.Host.Tests.Azure;

/// <summary>The Functions app binds exactly what hosts have to bind, found without building the app.</summary>
public sealed class TriggerSourceTests
{
    [Fact]
    public void HttpTriggers_AreTheRoutesOfTheApi() =>
        Assert.Equal(ApiServer.Bindings.Order(StringComparer.Ordinal), TriggerSource.Of("HttpTrigger").Select(t => t.Route).Order(StringComparer.Ordinal));

    [Fact]
    public async Task DurableTriggers_AreWhatAHostRegisters()
    {
        await using var api = await ApiFixture.StartAsync();
        // The relay of entities' events is the app's own: Durable Task's entities raise none.
        Assert.Equal(api.Registry.Orchestrations.Select(o => o.ToString()).Append("SendEvent_v1").Order(StringComparer.Ordinal), NamesOf("OrchestrationTrigger"));
        Assert.Equal(api.Registry.Activities.Order(StringComparer.Ordinal), NamesOf("ActivityTrigger"));
        Assert.Equal(api.Registry.Entities.Order(StringComparer.Ordinal), NamesOf("EntityTrigger"));
    }

    [Fact]
    public void QueueTriggers_AreTheQueuesOfTheApi() =>
        Assert.Equal(
            [BatchIntake.QueueName],
            TriggerSource.Of("QueueTrigger").Select(t => TriggerSource.Text(t.Arguments)).Order(StringComparer.Ordinal));

    [Fact]
    public void TimerTriggers_AreUpkeepAndRestarts() =>
        Assert.Equal(["host.RestartAsync(client, cancellationToken)", "host.UpkeepAsync(client, cancellationToken)"], TriggerSource.Of("TimerTrigger").Select(t => t.Body));

    [Fact]
    public void Functions_AreReadWholeAndNamedOnce()
    {
        // Every attribute in the folder was understood: nothing escapes the comparisons above.
        var attributes = Directory.EnumerateFiles(RepositoryRoot.Of("functions", "Azure", "Triggers"), "*.cs").Sum(f => Regex.Count(File.ReadAllText(f), @"\[Function\("));
        Assert.Equal(attributes, TriggerSource.All.Count);
        Assert.Equal(attributes, TriggerSource.All.Select(t => t.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(TriggerSource.All, t => Assert.Matches("^[A-Za-z][A-Za-z0-9_-]{0,126}$", t.Name));
    }

    [Fact]
    public void Bodies_AreOneCall() => Assert.All(TriggerSource.All, t => Assert.DoesNotContain("\n", t.Body, StringComparison.Ordinal));

    private static IEnumerable<string> NamesOf(string trigger) => TriggerSource.Of(trigger).Select(t => t.Name).Order(StringComparer.Ordinal);
}
