using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Serverless.Testing;

namespace Serverless.FunctionsHost.Kit;

/// <summary>Stands in front of Azurite: closed, the storage is gone as by a network that fails, and comes back as it was.</summary>
public sealed class StorageGate : IAsyncDisposable
{
    private readonly List<(int From, int To)> _ports;
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private List<TcpListener> _listeners = [];

    public StorageGate(Azurite azurite)
    {
        _ports = [.. new[] { azurite.BlobPort, azurite.QueuePort, azurite.TablePort }.Select(static port => (Azurite.FreePort(), port))];
        ConnectionString = azurite.ConnectionStringWithTables;
        foreach (var (from, to) in _ports) ConnectionString = ConnectionString.Replace($":{to}/", $":{from}/", StringComparison.Ordinal);
        Open();
    }

    /// <summary>The account, through the gate.</summary>
    public string ConnectionString { get; }

    public void Open()
    {
        _listeners = [.. _ports.Select(p => Listen(p.From, p.To))];
    }

    /// <summary>Cuts what is connected, and takes no one in.</summary>
    public void Close()
    {
        foreach (var listener in _listeners) listener.Dispose();
        _listeners = [];
        foreach (var (client, _) in _open) client.Dispose();
        _open.Clear();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private TcpListener Listen(int from, int to)
    {
        var listener = new TcpListener(IPAddress.Loopback, from);
        listener.Start();
        _ = AcceptAsync(listener, to);
        return listener;
    }

    private async Task AcceptAsync(TcpListener listener, int to)
    {
        try
        {
            while (true) _ = CarryAsync(await listener.AcceptTcpClientAsync(), to);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task CarryAsync(TcpClient client, int to)
    {
        using var storage = new TcpClient();
        (_open[client], _open[storage]) = (true, true);
        try
        {
            (client.NoDelay, storage.NoDelay) = (true, true);
            await storage.ConnectAsync(IPAddress.Loopback, to);
            await using var near = client.GetStream();
            await using var far = storage.GetStream();
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One of them hung up.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(storage, out _);
            client.Dispose();
        }
    }
}
