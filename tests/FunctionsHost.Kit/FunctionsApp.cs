using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Serverless.JobHost.Conformance;
using Serverless.Testing;
using Xunit;

namespace Serverless.FunctionsHost.Kit;

/// <summary>The app's real worker under a Functions host with the real extensions, on Azurite: processes of their own, which tests kill.</summary>
public sealed class FunctionsApp : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly int _port = Azurite.FreePort();
    private Action<JsonNode>? _settings;
    private Action<string>? _requests;
    private Azurite _azurite = null!;
    private StorageGate _gate = null!;
    private ProgramRun? _host;

    /// <summary>One with the app's own polls, whose requests to storage are counted.</summary>
    /// <param name="settings">Changes host.json.</param>
    /// <param name="requests">Hears of every request to storage, as a line of an access log.</param>
    public static FunctionsApp Measured(Action<JsonNode> settings, Action<string> requests) => new() { _settings = settings, _requests = requests };

    /// <summary>What was written to storage; of a measured one, nothing.</summary>
    public StorageJournal Journal { get; } = new();

    /// <summary>What stands between the app and its storage.</summary>
    public StorageGate Gate => _gate;

    /// <summary>The host's process.</summary>
    private ProgramRun Host => _host ?? throw new InvalidOperationException("No host runs.");

    public BlobContainerClient Container => new(_azurite.ConnectionString, "default");

    public QueueClient Queue(string name) => new(_azurite.ConnectionString, name);

    public async Task InitializeAsync()
    {
        _azurite = await Azurite.StartAsync(_requests ?? Journal.Add);
        _gate = new StorageGate(_azurite);
        _http.BaseAddress = new Uri($"http://127.0.0.1:{_port}/");
        HostJson.Write(_folder.Path, $"T{Guid.NewGuid():N}", _settings);
        await StartHostAsync();
    }

    public async Task DisposeAsync()
    {
        if (_host is not null) await KillHostAsync();
        await _gate.DisposeAsync();
        await _azurite.DisposeAsync();
    }

    public void Dispose()
    {
        _host?.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    public JobHostClient Connect() => new(_http.BaseAddress!, _key);

    /// <summary>How long the last start took until the host was ready.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Starts a host over what there is.</summary>
    public async Task StartHostAsync()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = _gate.ConnectionString,
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["SERVERLESS_API_KEYS"] = $"default={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(_key)))}",
            ["SERVERLESS_SLOTS"] = "4",
        };
        var program = Path.Combine(BuiltProgram.FolderOf("tests", "FunctionsHost"), "functions-host");
        _host = ProgramRun.Start(program, [BuiltProgram.FolderOf("functions", "Azure"), _port.ToString(CultureInfo.InvariantCulture), _folder.Of("host.json")], settings);
        await Condition.WaitAsync(
            "the Functions host is ready",
            async () => _host.HasExited ? throw new InvalidOperationException($"The host ended: {_host.Output} {_host.Errors}") : await FindStateAsync() is { IsReady: true },
            StartPatience);
        StartTime = clock.Elapsed;
    }

    /// <summary>kill -9 of the host; its worker dies with it.</summary>
    public async Task KillHostAsync()
    {
        await Host.KillAsync();
        Host.Dispose();
        _host = null;
    }

    /// <summary>kill -9 of the worker.</summary>
    public async Task KillWorkerAsync()
    {
        if ((await StateAsync()).Worker is not { } id) return;
        try
        {
            using var worker = System.Diagnostics.Process.GetProcessById(id);
            worker.Kill();
        }
        catch (ArgumentException)
        {
            // It has just died of something else.
        }
    }

    public async Task<HostView> StateAsync() => await FindStateAsync() ?? throw new InvalidOperationException("The host does not answer.");

    /// <param name="function">Which one.</param>
    /// <param name="fault">Before, After or Kill.</param>
    /// <param name="times">So many of its next calls.</param>
    public async Task PlanFaultAsync(string function, string fault, int times = 1)
    {
        using var answer = await _http.PostAsync(new Uri($"_host/faults/{function}/{fault}?times={times}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    public async Task ClearFaultsAsync()
    {
        using var answer = await _http.DeleteAsync(new Uri("_host/faults", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Calls a function of a timer.</summary>
    public async Task CallTimerAsync(string function)
    {
        using var answer = await _http.PostAsync(new Uri($"_host/timers/{function}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<HostView?> FindStateAsync()
    {
        try
        {
            return await _http.GetFromJsonAsync<HostView>(new Uri("_host", UriKind.Relative), JsonSerializerOptions.Web);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

/// <summary>What the host says of itself.</summary>
/// <param name="IsReady">The extensions run.</param>
/// <param name="Worker">The worker's process; null between two.</param>
/// <param name="Starts">Workers so far.</param>
/// <param name="Calls">Calls that have begun, by function.</param>
/// <param name="OpenFaults">Faults that no call has met.</param>
/// <param name="Functions">The app's.</param>
public sealed record HostView(bool IsReady, int? Worker, int Starts, IReadOnlyDictionary<string, int> Calls, IReadOnlyDictionary<string, int> OpenFaults, IReadOnlyList<HostedFunction> Functions)
{
    public int CallsOf(string function) => Calls.GetValueOrDefault(function);
}

/// <summary>One function of the app.</summary>
public sealed record HostedFunction(string Name, string Kind);
