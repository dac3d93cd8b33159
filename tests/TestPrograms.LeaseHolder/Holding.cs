using System.Net.Sockets;
using System.Text;
using Serverless.Client.Semaphores;
using Serverless.Semaphores.Holding;

namespace Serverless.TestPrograms.LeaseHolder;

/// <summary>A program that keeps the rule: it works only while its lease is surely held, and stops when told that it is not. Or breaks it, to show that the counter sees.</summary>
internal sealed class Holding(Uri host, string semaphore, int port, bool keepsRule, string name)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public async Task<int> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        _ = Task.Run(async () =>
        {
            await Console.In.ReadToEndAsync();
            await stop.CancelAsync();
        });
        using var http = new HttpClient { BaseAddress = host };
        var client = new HttpSemaphores(http);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var held = keepsRule ? await client.HoldAsync(semaphore, 1, new() { Holder = name }, TimeProvider.System, stop.Token) : null;
                try
                {
                    await WorkAsync(held, stop.Token);
                }
                finally
                {
                    if (held is not null) await held.DisposeAsync();
                }
            }
            catch (Exception e) when (e is IOException or SocketException or HttpRequestException or OperationCanceledException)
            {
                // The session was closed, or a connection broke while this process stood still: begin again.
            }
        }
        return 0;
    }

    private async Task WorkAsync(HeldLeases? held, CancellationToken stop)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, held?.Lost ?? CancellationToken.None);
        using var session = new TcpClient();
        await session.ConnectAsync("127.0.0.1", port, both.Token);
        var stream = session.GetStream();
        var reply = new byte[1];
        for (var step = 0; step < 8 && !both.IsCancellationRequested; step++)
        {
            // Looked at immediately before each use: a process that stood still has no other way to know.
            if (held is { IsHeld: false }) return;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(name), both.Token);
            if (await stream.ReadAsync(reply, both.Token) == 0) return;
            await Task.Delay(Step, TimeProvider.System, both.Token);
        }
    }
}
