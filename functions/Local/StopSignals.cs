using System.Runtime.InteropServices;
using Serverless.Supervision;

namespace Serverless.Local;

/// <summary>
/// SIGTERM and SIGINT (Ctrl+C) ask to stop; a second one of them ends the process at once. A child only ever hears the first: terminals and service managers tell it as
/// well as its parent, which tells it once more, and the second one, meant, is the parent's to act on.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public StopSignals()
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }) _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (_stop.IsCancellationRequested)
        {
            context.Cancel = SupervisedProcess.IsChild;
            return;
        }
        context.Cancel = true;
        _stop.Cancel();
    }
}
