using Serverless.Tables.Instances;
using Serverless.Tables.Queries;

namespace Serverless.Tables;

/// <summary>
/// A DuckDB instance of its own for one unit's queries. What they reach: the scratch folder, the readable files, nothing else on this machine or the network.
/// What they run: one SELECT a query, by DuckDB's own parser, and no function that acts on the process.
/// </summary>
/// <remarks>An instance for each: on a shared one, a connection reads, lists and overwrites the files of every other.</remarks>
public sealed class TableSandbox : TableSession
{
    private readonly Instance _instance;

    private TableSandbox(Instance instance) => _instance = instance;

    private protected override Instance Current => _instance;

    private protected override bool HasViews => true;

    /// <summary>Opens an instance; about 12 ms.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Task<TableSandbox> OpenAsync(SandboxOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        return NativeThreadPool.RunAsync(() => new TableSandbox(Instance.Open(Settings.AtOpen(options.Threads, options.MemoryBytes), Settings.Sandbox(options), options.MemoryBytes, options.Functions)), cancellationToken);
    }

    /// <summary>Closes the instance; a reader that is still open keeps its share of it.</summary>
    public override ValueTask DisposeAsync()
    {
        _instance.Dispose();
        return ValueTask.CompletedTask;
    }

    private protected override void Verify(Connection connection, TableQuery query, CancellationToken cancellationToken) => SelectCheck.Verify(connection, query.Sql, query.Inputs.Keys, cancellationToken);
}
