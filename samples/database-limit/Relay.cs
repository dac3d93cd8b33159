using System.Net;
using System.Net.Sockets;

namespace Serverless.Samples.DatabaseLimit;

/// <summary>Carries bytes between a client and the server, and knows when the server has hung up: the client alone may be gone long before.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _carried = [];
    private readonly Task _accepting;

    public Relay(string host, int port)
    {
        _listener.Start();
        _accepting = AcceptAsync(host, port);
    }

    /// <summary>Where the client connects to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Waits until the server has hung up on every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_carried);
        _listener.Dispose();
        _stop.Dispose();
    }

    // More than one: a query is cancelled over a connection of its own.
    private async Task AcceptAsync(string host, int port)
    {
        try
        {
            while (true) _carried.Add(CarryAsync(await _listener.AcceptSocketAsync(_stop.Token), host, port));
        }
        catch (OperationCanceledException)
        {
            // No client connects any more.
        }
    }

    private static async Task CarryAsync(Socket client, string host, int port)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(host, port);
            await Task.WhenAll(ForthAsync(client, server), BackAsync(server, client));
        }
        catch (SocketException)
        {
            // No server: the client is told by the end of its connection.
        }
        finally
        {
            client.Dispose();
        }
    }

    private static async Task ForthAsync(Socket client, Socket server)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await client.ReceiveAsync(buffer) is var read and > 0) await server.SendAsync(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
        try
        {
            server.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has hung up first.
        }
    }

    // To the server's end, also when there is no listener: that end is what is waited for.
    private static async Task BackAsync(Socket server, Socket client)
    {
        var buffer = new byte[16 * 1024];
        var isHeard = true;
        try
        {
            while (await server.ReceiveAsync(buffer) is var read and > 0)
            {
                if (isHeard) isHeard = await TrySendAsync(client, buffer.AsMemory(0, read));
            }
        }
        catch (SocketException)
        {
            // Its process ended without a word: gone as well.
        }
        client.Dispose();
    }

    private static async Task<bool> TrySendAsync(Socket client, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await client.SendAsync(bytes);
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
