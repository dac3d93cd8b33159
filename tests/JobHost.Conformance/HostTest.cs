using Xunit;

namespace Serverless.JobHost.Conformance;

/// <summary>Base of the suite: every host inherits each of its classes and says how to reach it.</summary>
public abstract class HostTest : IAsyncLifetime
{
    protected JobHostClient Host { get; private set; } = null!;

    /// <summary>In names and results, so that no test finds another's.</summary>
    protected string Salt { get; } = Guid.NewGuid().ToString("N");

    public Task InitializeAsync()
    {
        Host = Connect();
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        Host.Dispose();
        return Task.CompletedTask;
    }

    protected abstract JobHostClient Connect();
}
