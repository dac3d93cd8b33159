namespace Serverless.Embedded.Tests;

/// <summary>One host for the tests of a class.</summary>
public sealed class RunningHost : IAsyncLifetime
{
    public LocalHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await LocalHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
