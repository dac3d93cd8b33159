using System.CommandLine;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Engine;
using Serverless.Graph.Functions;
using Serverless.Local.Logging;
using Serverless.Local.Output;
using Serverless.Store;
using Serverless.Supervision;
using Serverless.Telemetry.Logging;

namespace Serverless.Local;

/// <summary>The options that all verbs have.</summary>
internal sealed class CommonOptions
{
    public const string MemoryName = "--memory";

    public Option<string> Data { get; } = new("--data") { Description = "Folder of the embedded hub; also of blobs and queues unless --storage is given", DefaultValueFactory = _ => ".serverless", HelpName = "DIR" };

    public Option<string?> Storage { get; } = new("--storage") { Description = "Connection to Azure Storage or Azurite for blobs and queues, as UseDevelopmentStorage=true", HelpName = "CONNECTION" };

    public Option<string> Tenant { get; } = new("--tenant") { Description = "Whose data and jobs", DefaultValueFactory = _ => Tenants.Default, HelpName = "NAME" };

    public Option<string?> Functions { get; } = new("--functions") { Description = "A DLL, or a folder of them, with [TaskFunction] methods", HelpName = "DIR-or-DLL" };

    public Option<OutputFormat> Output { get; } = new("--output") { Description = "How results are printed", DefaultValueFactory = _ => OutputFormat.Text };

    public Option<string?> Memory { get; } = new(MemoryName) { Description = "What this process may take, as 2GiB; default: nine tenths of the machine's or container's memory", HelpName = "SIZE" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Storage);
        command.Options.Add(Tenant);
        command.Options.Add(Functions);
        command.Options.Add(Output);
        command.Options.Add(Memory);
    }

    // What lies on the way to it must be folders, and it one, or nothing yet.
    private static string FolderOf(string text)
    {
        if (text.AsSpan().Trim().IsEmpty) throw new InputException("--data: a folder has a name.");
        var folder = Path.GetFullPath(text);
        for (var way = folder; way is not null; way = Path.GetDirectoryName(way))
        {
            if (File.Exists(way)) throw new InputException($"--data: '{way}' is a file. Name a folder; it is made when it is not there.");
        }
        return folder;
    }

    private static long MemoryOf(string text) =>
        ProcessBudget.TryParse(text, out var bytes) ? bytes : throw new InputException($"--memory: '{text}' is no size from 256MiB to 1024TiB, as in 512MiB or 2GiB.");

    public HostSettings Read(ParseResult parsed) => new()
    {
        DataFolder = FolderOf(parsed.GetValue(Data)!),
        Storage = parsed.GetValue(Storage),
        Tenant = parsed.GetValue(Tenant)!,
        Functions = parsed.GetValue(Functions),
        Output = parsed.GetValue(Output),
        MemoryBytes = parsed.GetValue(Memory) is { } memory ? MemoryOf(memory) : ProcessBudget.DefaultBytes,
    };
}

/// <summary>How results are printed.</summary>
internal enum OutputFormat
{
    Text,
    Json,
}

/// <summary>What the options say.</summary>
internal sealed record HostSettings
{
    public required string DataFolder { get; init; }

    /// <summary>What an acknowledged step survives.</summary>
    public Durability Durability { get; init; } = Durability.Fsync;

    public string? Storage { get; init; }

    public required string Tenant { get; init; }

    public string? Functions { get; init; }

    public OutputFormat Output { get; init; }

    /// <summary>Where outputs are written to, and how; null: they are printed.</summary>
    [JsonIgnore]
    public Export? Export { get; init; }

    /// <summary>Bytes that this process may take.</summary>
    public long MemoryBytes { get; init; } = ProcessBudget.DefaultBytes;

    /// <summary>What this process, and those that it starts for single units, tell of how they run.</summary>
    public LogSettings Log { get; init; } = LogSettings.None;

    /// <summary>Where they tell it.</summary>
    [JsonIgnore]
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The same, telling what is asked for from now on.</summary>
    public HostSettings Telling(LogSettings log)
    {
        Secrets.AddConnection(Storage);
        return this with { Log = log, Logging = ProcessLog.Create(log) };
    }

    /// <summary>Whether documents of this machine's own command line may name its files. Documents from elsewhere never may.</summary>
    public bool AllowLocalFiles { get; init; } = true;

    /// <summary>What documents may do. Those of this machine's own command line may do all.</summary>
    public JobPermissions Permissions { get; init; } = JobPermissions.All;

    /// <summary>The embedded hub of a data folder.</summary>
    public static string HubFolderOf(string dataFolder) => Path.Combine(dataFolder, "hub");
}
