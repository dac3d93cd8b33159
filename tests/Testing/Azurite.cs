using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Serverless.Testing;

/// <summary>A real Azurite (the emulator of Azure Storage) on free ports in a temporary folder; ends with its owner.</summary>
public sealed class Azurite : IAsyncDisposable
{
    // Azurite's published development account: the same on every machine, and no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Missing =
        "This test needs Azurite, which runs on Node.js: install Node.js 20 or newer and build again, or leave such tests out with --settings tests/without-node.runsettings.";

    private readonly Process _process;
    private readonly TempFolder _folder;

    private Azurite(Process process, TempFolder folder, int blobPort, int queuePort, int tablePort)
    {
        TablePort = tablePort;
        _process = process;
        _folder = folder;
        BlobPort = blobPort;
        QueuePort = queuePort;
    }

    private const int MaxTries = 5;

    private static string Program => RepositoryRoot.Of("node_modules", "azurite", "dist", "src", "azurite.js");

    public int BlobPort { get; }

    public int QueuePort { get; }

    public int TablePort { get; }

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" +
        $"BlobEndpoint=http://127.0.0.1:{BlobPort}/{Account};QueueEndpoint=http://127.0.0.1:{QueuePort}/{Account};";

    /// <summary>The same with tables, which Durable Task keeps its histories in.</summary>
    public string ConnectionStringWithTables => $"{ConnectionString}TableEndpoint=http://127.0.0.1:{TablePort}/{Account};";

    /// <param name="requests">Hears of every request, as a line of an access log; null: there is no listener.</param>
    public static async Task<Azurite> StartAsync(Action<string>? requests = null)
    {
        // A port that was free may be somebody else's a moment later: then it ends at once, and is started on others.
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await StartOnceAsync(requests);
            }
            catch (InvalidOperationException) when (tries < MaxTries && File.Exists(Program))
            {
                // It has said why; the next one has other ports.
            }
        }
    }

    private static async Task<Azurite> StartOnceAsync(Action<string>? requests)
    {
        var program = Program;
        if (!File.Exists(program)) throw new InvalidOperationException(Missing);
        var folder = new TempFolder();
        var (blob, queue, table) = (FreePort(), FreePort(), FreePort());
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                program,
                "--disableTelemetry", "--skipApiVersionCheck", "--location", folder.Path,
                "--blobHost", "127.0.0.1", "--blobPort", $"{blob}", "--queueHost", "127.0.0.1", "--queuePort", $"{queue}",
                "--tableHost", "127.0.0.1", "--tablePort", $"{table}",
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (requests is null) start.ArgumentList.Add("--silent");
        var process = Begin(start, folder);
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is { } line) requests?.Invoke(line);
        };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var azurite = new Azurite(process, folder, blob, queue, table);
        try
        {
            await Condition.WaitAsync("Azurite listens", async () =>
                process.HasExited
                    ? throw new InvalidOperationException($"Azurite ended with {process.ExitCode} before it listened.")
                    : await ListensAsync(blob) && await ListensAsync(queue) && await ListensAsync(table));
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>A TCP port that no one listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static Process Begin(ProcessStartInfo start, TempFolder folder)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            folder.Dispose();
            throw new InvalidOperationException(Missing, missing);
        }
    }

    private static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
