using System.Net;
using System.Net.Sockets;

namespace Serverless.TestPrograms.LeaseHolder;

/// <summary>
/// The resource that a semaphore protects, as a database would see its sessions: a session is one TCP connection; one that says nothing for the idle time
/// is closed (as statement_timeout and idle_in_transaction_session_timeout do), one whose process died is closed by the system. Counts them at all times.
/// </summary>
internal sealed class Counter(int limit, TimeSpan idle)
{
    private readonly Lock _gate = new();
    private int _active;

    public async Task<int> RunAsync()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Say($"port {((IPEndPoint)listener.LocalEndpoint).Port}");
        _ = AcceptAsync(listener);
        await Console.In.ReadToEndAsync();
        listener.Stop();
        return 0;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync());
    }

    private async Task ServeAsync(TcpClient session)
    {
        using var _ = session;
        var stream = session.GetStream();
        var buffer = new byte[64];
        var entered = false;
        try
        {
            while (true)
            {
                using var patience = new CancellationTokenSource(idle, TimeProvider.System);
                var read = await stream.ReadAsync(buffer, patience.Token);
                if (read == 0) return;
                if (!entered)
                {
                    entered = true;
                    var name = System.Text.Encoding.ASCII.GetString(buffer, 0, read).Trim();
                    lock (_gate)
                    {
                        _active++;
                        Say($"{(_active > limit ? "over" : "enter")} {_active} {name}");
                    }
                }
                await stream.WriteAsync("."u8.ToArray());
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Killed or silent: the session is over.
        }
        finally
        {
            if (entered)
            {
                lock (_gate) _active--;
            }
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
