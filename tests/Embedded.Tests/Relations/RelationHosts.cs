using Serverless.Client.Building;
using Serverless.Tables;

namespace Serverless.Embedded.Tests.Relations;

/// <summary>Hosts that cut work differently, and the tables of a class of tests.</summary>
public sealed class RelationHosts : IAsyncLifetime
{
    private static readonly long[] Cuts = [1, 3, long.MaxValue];

    private readonly List<LocalHost> _hosts = [];

    internal RandomTables Tables { get; } = new();

    public async Task InitializeAsync()
    {
        foreach (var most in Cuts) _hosts.Add(await LocalHost.StartAsync(new LocalHostOptions { MaxUnitTasks = most, Slots = 1 + _hosts.Count }));
    }

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        await Tables.DisposeAsync();
    }

    /// <summary>What a job gives on one of them, or without an engine: columns, and rows sorted.</summary>
    internal string Run(Random random, TableCollection tables)
    {
        var texts = tables.As<Table>().Map(table => RowTexts.Of(table, default));
        var host = _hosts[random.Next(_hosts.Count)];
        return RowTexts.Sorted(random.Next(4) == 0 ? host.ComputeEager(texts) : host.ComputeAsync(texts).GetAwaiter().GetResult());
    }

    internal LocalHost Host => _hosts[^1];
}
