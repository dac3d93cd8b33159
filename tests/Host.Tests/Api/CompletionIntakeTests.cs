using System.Text;
using System.Text.Json;
using Serverless.Api.Workers;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Jobs;
using Serverless.Testing;

namespace Serverless.Host.Tests.Api;

public sealed class CompletionIntakeTests : IAsyncLifetime, IDisposable
{
    private static readonly LogicName Waiting = new("Waiting", 1);

    private readonly TempFolder _folder = new();
    private EmbeddedEngine _engine = null!;

    public async Task InitializeAsync()
    {
        var registry = new DurableRegistry().AddOrchestrator(Waiting, static () => new WaitForOne());
        _engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = _folder.Of("hub"), Registry = registry });
        await _engine.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("acme~nightly:s0:b3")]
    [InlineData("acme~nightly:s12:b3.2")]
    public async Task Handle_CompletionOfABlock_ReachesItAlsoWhenDeliveredTwice(string block)
    {
        await _engine.Client.StartAsync(Waiting, null, new InstanceId(block), CancellationToken.None);
        var message = $$"""{ "instance": "{{block}}", "completion": { "unit": 7 } }""";

        Assert.Null(await HandleAsync(message));
        Assert.Null(await HandleAsync(message));
        Assert.Equal("""{"unit":7}""", (await _engine.Client.WaitAsync(new InstanceId(block), CancellationToken.None)).Output);
    }

    [Fact]
    public async Task Handle_BlockThatIsGone_IsDropped() => Assert.Null(await HandleAsync("""{ "instance": "acme~gone:s0:b0", "completion": {} }"""));

    [Theory]
    [InlineData("nothing", "no JSON object")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{ "instance": "acme~a:s0:b0" }""", "no JSON object")]
    [InlineData("""{ "completion": {} }""", "no JSON object")]
    [InlineData("""{ "instance": "acme~a", "completion": {} }""", "is no block")]
    [InlineData("""{ "instance": "acme~a:s0", "completion": {} }""", "is no block")]
    [InlineData("""{ "instance": "acme~semaphore:x", "completion": {} }""", "is no block")]
    [InlineData("""{ "instance": "a/b:s0:b0", "completion": {} }""", "is no block")]
    public async Task Handle_WhatIsNoCompletion_SaysWhy(string message, string reason) => Assert.Contains(reason, await HandleAsync(message), StringComparison.Ordinal);

    [Fact]
    public async Task Handle_TooLarge_SaysTheLimit() =>
        Assert.Contains($"{DurableLimits.PayloadBytes}", await HandleAsync($$"""{ "instance": "acme~a:s0:b0", "completion": { "x": "{{new string('x', DurableLimits.PayloadBytes)}}" } }"""), StringComparison.Ordinal);

    private Task<string?> HandleAsync(string message) => new CompletionIntake(_engine.Client).HandleAsync(Encoding.UTF8.GetBytes(message), CancellationToken.None);

    private sealed class WaitForOne : Orchestrator<object?, JsonElement>
    {
        public override Task<JsonElement> RunAsync(OrchestrationContext context, object? input) => context.WaitForEventAsync<JsonElement>(JobSignals.Inbox);
    }
}
