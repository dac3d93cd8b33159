using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Serverless.Local.Host;

/// <summary>SIGTERM and SIGINT (Ctrl+C) stop the host gently, a second one of them at once.</summary>
internal sealed class SignalLifetime(IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }) _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (application.ApplicationStopping.IsCancellationRequested) return;
        context.Cancel = true;
        application.StopApplication();
    }
}
