using Serverless.Tables.Native;

namespace Serverless.Tables.Queries;

/// <summary>While it lives, tells how far the connection's query is.</summary>
internal sealed class ProgressReport : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly ConnectionHandle _connection;
    private readonly IProgress<TableProgress> _listener;
    private readonly Lock _gate = new();
    private readonly Timer _timer;
    private bool _disposed;

    private ProgressReport(ConnectionHandle connection, IProgress<TableProgress> listener)
    {
        (_connection, _listener) = (connection, listener);
        _timer = new Timer(static self => ((ProgressReport)self!).Tell(), this, Period, Period);
    }

    public static ProgressReport? Start(ConnectionHandle connection, IProgress<TableProgress>? listener) => listener is null ? null : new ProgressReport(connection, listener);

    public void Dispose()
    {
        lock (_gate) _disposed = true;
        _timer.Dispose();
    }

    private void Tell()
    {
        NativeProgress progress;
        lock (_gate)
        {
            // Not after Dispose: the connection may be closed, or run somebody else's query.
            if (_disposed) return;
            progress = NativeMethods.QueryProgress(_connection);
        }
        // Below 0: the query has not started, or DuckDB cannot tell.
        if (progress.Percentage >= 0) _listener.Report(new TableProgress(Math.Min(100, progress.Percentage), (long)progress.RowsProcessed, (long)progress.TotalRows));
    }
}
