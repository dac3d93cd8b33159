using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Serverless.Samples.DatabaseLimit;

/// <summary>A throw-away PostgreSQL server in a temporary folder on a free port, from the binaries that are installed.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _binaries;
    private readonly int _port;

    private Cluster(string folder, string binaries, int port)
    {
        _folder = folder;
        _binaries = binaries;
        _port = port;
    }

    /// <summary>For the work: a statement or an idle session ends before a lease of 5 s does, so a killed or stopped holder is gone from the server before its slot is another's.</summary>
    public string WorkConnection =>
        $"Host=127.0.0.1;Port={_port};Username=erp;Database=postgres;Application Name=work;Options=-c statement_timeout=2000 -c idle_in_transaction_session_timeout=2000 -c idle_session_timeout=2000";

    /// <summary>For the independent look.</summary>
    public string WatchConnection => $"Host=127.0.0.1;Port={_port};Username=erp;Database=postgres;Application Name=watch;Pooling=false";

    public static async Task<Cluster> StartAsync()
    {
        var binaries = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin")).FirstOrDefault() : null;
        if (binaries is null) throw new InvalidOperationException("This sample needs PostgreSQL's server: install the package 'postgresql' (Debian, Ubuntu).");
        var folder = Directory.CreateTempSubdirectory("database-limit-").FullName;
        var cluster = new Cluster(folder, binaries, FreePort());
        // PostgreSQL refuses to run as root: then the account of its package runs it.
        if (Environment.UserName == "root") Run("chown", "postgres", folder);
        cluster.Server("initdb", "-D", cluster.Data, "-U", "erp", "-A", "trust", "--no-sync");
        cluster.Server("pg_ctl", "-D", cluster.Data, "-l", Path.Combine(folder, "log"), "-w", "-o", $"-p {cluster._port} -h 127.0.0.1 -k {folder} -c authentication_timeout=1s -c fsync=off -c max_connections=60", "start");
        await using var database = new NpgsqlConnection(cluster.WatchConnection);
        await database.OpenAsync();
        await using var fill = new NpgsqlCommand("CREATE TABLE orders AS SELECT i AS id, (i * 7 % 1000)::bigint AS amount FROM generate_series(1, 200000) i", database);
        await fill.ExecuteNonQueryAsync();
        return cluster;
    }

    public ValueTask DisposeAsync()
    {
        // Stops the server whose process id is in this folder, and no other.
        Server("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private string Data => Path.Combine(_folder, "data");

    private void Server(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries, program);
        if (Environment.UserName == "root") Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else Run(path, arguments);
    }

    private static void Run(string program, params string[] arguments)
    {
        // Output goes to the log: a server that inherited a pipe would keep it open.
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program }, WorkingDirectory = "/" };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
