using System.Runtime.InteropServices;
using Serverless.Native.Processes;

namespace Serverless.Supervision;

/// <summary>
/// Hears SIGINT and SIGTERM for a supervisor, which ends when its child has: the first is handed on, and the child drains; the second ends the child at once. A child that a
/// terminal or a service manager has told already takes both for one.
/// </summary>
internal sealed class StopRelay : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private ChildProcess? _child;
    private int _signal;

    public StopRelay()
    {
        foreach (var (signal, number) in new[] { (PosixSignal.SIGINT, ProcessSignals.Interrupt), (PosixSignal.SIGTERM, ProcessSignals.Terminate) })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                OnSignal(number);
            }));
        }
    }

    /// <summary>Somebody asked to stop.</summary>
    public bool IsRequested
    {
        get
        {
            lock (_gate) return _signal != 0;
        }
    }

    /// <summary>Whom to tell from now on, and at once when it was asked before; null: none runs.</summary>
    public void SendTo(ChildProcess? child)
    {
        lock (_gate)
        {
            _child = child;
            if (child is not null && _signal != 0) ProcessSignals.Send(child.Id, _signal);
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void OnSignal(int number)
    {
        lock (_gate)
        {
            var isFirst = _signal == 0;
            _signal = number;
            if (_child is not { } child) return;
            if (isFirst) ProcessSignals.Send(child.Id, number);
            else child.Kill();
        }
    }
}
