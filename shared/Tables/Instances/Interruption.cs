using Serverless.Tables.Native;

namespace Serverless.Tables.Instances;

/// <summary>While it lives, cancelling the token interrupts the connection's query.</summary>
internal sealed class Interruption : IDisposable
{
    // DuckDB clears the mark when a query starts, so one interrupt just before that would be lost: it is repeated until the call returns.
    private static readonly TimeSpan Repeat = TimeSpan.FromMilliseconds(10);

    private readonly ConnectionHandle _connection;
    private readonly CancellationTokenRegistration _registration;
    private readonly Lock _gate = new();
    private Timer? _timer;
    private bool _disposed;

    public Interruption(ConnectionHandle connection, CancellationToken cancellationToken)
    {
        _connection = connection;
        _registration = cancellationToken.UnsafeRegister(static self => ((Interruption)self!).Start(), this);
    }

    public void Dispose()
    {
        _registration.Dispose();
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    private void Start()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _timer = new Timer(static self => ((Interruption)self!).Interrupt(), this, TimeSpan.Zero, Repeat);
        }
    }

    private void Interrupt()
    {
        lock (_gate)
        {
            // Not after Dispose: the next query on this connection is somebody else's.
            if (!_disposed && !_connection.IsClosed) NativeMethods.Interrupt(_connection);
        }
    }
}
