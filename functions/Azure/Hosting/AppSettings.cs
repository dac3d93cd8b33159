using Microsoft.Extensions.Configuration;
using Serverless.Graph.Functions;
using Serverless.Storage.Azure.Connection;
using Serverless.Store;
using Serverless.Store.Cache;

namespace Serverless.Azure.Hosting;

/// <summary>What the app is told by its settings. Names and defaults are in docs/architecture/hosts.md.</summary>
internal sealed record AppSettings
{
    /// <summary>Where blobs and queues are: the account that Durable Task uses too.</summary>
    public required AzureStorageOptions Storage { get; init; }

    /// <summary>Whom the queue <c>jobs</c> belongs to. Setting SERVERLESS_TENANT.</summary>
    public required string Tenant { get; init; }

    /// <summary>Units that run at once over all instances of the app. Setting SERVERLESS_SLOTS, default 16.</summary>
    public required int Slots { get; init; }

    /// <summary>Hashes of keys by tenant. Setting SERVERLESS_API_KEYS; null = none.</summary>
    public string? ApiKeys { get; init; }

    /// <summary>How long results live. Setting SERVERLESS_CACHE_BUDGET, default 50GiB a tenant.</summary>
    public required CacheOptions Cache { get; init; }

    /// <summary>What documents may do. Settings SERVERLESS_ALLOW_EXEC and SERVERLESS_ALLOW_PRIVATE_ADDRESSES (true or false), SERVERLESS_ALLOW_ENV (names with ';' between); default nothing.</summary>
    public JobPermissions Permissions { get; init; } = JobPermissions.None;

    /// <exception cref="InvalidOperationException">A setting is missing or makes no sense.</exception>
    public static AppSettings Read(IConfiguration configuration)
    {
        var slots = configuration["SERVERLESS_SLOTS"] ?? "16";
        var tenant = configuration["SERVERLESS_TENANT"] ?? Tenants.Default;
        if (Tenants.Problem(tenant) is { } problem) throw new InvalidOperationException($"SERVERLESS_TENANT: {problem}");
        return new AppSettings
        {
            Storage = ReadStorage(configuration),
            Tenant = tenant,
            Slots = int.TryParse(slots, out var count) && count > 0 ? count : throw new InvalidOperationException($"SERVERLESS_SLOTS is '{slots}'; a number of at least 1 is needed."),
            ApiKeys = configuration["SERVERLESS_API_KEYS"],
            Cache = ReadCache(configuration[CacheOptions.BudgetVariable]),
            Permissions = new JobPermissions
            {
                Hints = new PermissionHints("the setting SERVERLESS_ALLOW_EXEC=true", "the setting SERVERLESS_ALLOW_ENV=NAME", "the setting SERVERLESS_ALLOW_PRIVATE_ADDRESSES=true"),
                Exec = Switch(configuration, "SERVERLESS_ALLOW_EXEC"),
                Environment = (configuration["SERVERLESS_ALLOW_ENV"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                PrivateAddresses = Switch(configuration, "SERVERLESS_ALLOW_PRIVATE_ADDRESSES"),
            },
        };
    }

    private static bool Switch(IConfiguration configuration, string name) => configuration[name] switch
    {
        null or "" => false,
        var text => bool.TryParse(text, out var isOn) ? isOn : throw new InvalidOperationException($"{name} is '{text}'; true or false is needed."),
    };

    private static CacheOptions ReadCache(string? budget)
    {
        try
        {
            return CacheOptions.Parse(budget);
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException($"{CacheOptions.BudgetVariable}: {e.Message}", e);
        }
    }

    // The setting that Functions itself reads: a connection string, or URLs of the services for a managed identity.
    private static AzureStorageOptions ReadStorage(IConfiguration configuration)
    {
        if (configuration["AzureWebJobsStorage"] is { Length: > 0 } connection) return AzureStorageOptions.Parse(connection);
        var account = configuration.GetSection("AzureWebJobsStorage");
        return new AzureStorageOptions
        {
            BlobService = Service(account, "blobServiceUri"),
            QueueService = Service(account, "queueServiceUri"),
            ManagedIdentityClientId = account["clientId"],
        };
    }

    private static Uri Service(IConfigurationSection account, string name) =>
        Uri.TryCreate(account[name], UriKind.Absolute, out var uri)
            ? uri
            : throw new InvalidOperationException($"AzureWebJobsStorage is no connection string and AzureWebJobsStorage__{name} no URL. One of them is needed.");
}
