using Xunit;

namespace Serverless.Durable.Conformance.Kit;

/// <summary>Base of the suite: every engine inherits each of its classes and gives a fixture. The names of the tests are the port's specification.</summary>
public abstract class DurableConformance : IAsyncLifetime
{
    protected DurableFixture Hub { get; private set; } = null!;

    protected static InstanceId Id { get; } = new("instance-1");

    protected static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync()
    {
        Hub = CreateFixture();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await Hub.DisposeAsync();

    protected abstract DurableFixture CreateFixture();

    /// <summary>Starts an engine, runs one instance of an orchestration to its end and returns it.</summary>
    protected async Task<InstanceState> RunAsync(DurableRegistry registry, LogicName name, object? input = null, TimeSpan? step = null)
    {
        var client = await Hub.StartAsync(registry);
        Assert.True(await client.StartAsync(name, input, Id, None));
        return await Hub.EndAsync(Id, step);
    }

    protected static void AssertCompleted(InstanceState state) =>
        Assert.True(state.Status == InstanceStatus.Completed, $"{state.Status}: {state.Failure?.Message} {state.Failure?.StackTrace}");
}
