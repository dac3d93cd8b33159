using System.Collections.Concurrent;
using Serverless.Tables.Errors;
using Serverless.Tables.Functions;
using Serverless.Tables.Native;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Instances;

/// <summary>One DuckDB database in memory, and its idle connections.</summary>
internal sealed unsafe class Instance : IDisposable
{
    private readonly DatabaseHandle _database;
    private readonly ConcurrentBag<Connection> _idle = [];
    private readonly ConcurrentBag<Connection> _idleDescribers = [];
    private volatile bool _broken;
    private volatile bool _disposed;

    private Instance(DatabaseHandle database, long memoryBytes) => (_database, MemoryBytes) = (database, memoryBytes);

    public long MemoryBytes { get; }

    /// <summary>.NET methods that this instance calls.</summary>
    public List<BoundFunction> Functions { get; } = [];

    /// <summary>True after a fault that makes DuckDB refuse all further work.</summary>
    public bool IsBroken => _broken;

    /// <summary>Opens an instance.</summary>
    /// <param name="settings">Set at open, before any connection.</param>
    /// <param name="statements">Run once on the first connection: what only works, or only bites, after open.</param>
    /// <param name="memoryBytes">For messages; the limit itself is among the settings.</param>
    /// <param name="functions">.NET methods that queries may call.</param>
    public static Instance Open(IEnumerable<(string Name, string Value)> settings, string statements, long memoryBytes, IReadOnlyList<ScalarFunction> functions)
    {
        _ = DuckDBLibrary.Version;
        if (NativeMethods.CreateConfig(out var config) != 0) throw new TableException(TableErrorKind.Internal, "DuckDB gave no configuration object.");
        using (config)
        {
            foreach (var (name, value) in settings)
            {
                if (NativeMethods.SetConfig(config, name, value) != 0) throw new TableException(TableErrorKind.Internal, $"DuckDB refuses the setting {name} = '{value}'.");
            }
            if (NativeMethods.Open(null, out var database, config, out var error) != 0)
            {
                database.Dispose();
                throw ErrorMapper.Map(DuckDBError.Parse(NativeMethods.TakeText(error)), new SqlText(""));
            }
            var instance = new Instance(database, memoryBytes);
            try
            {
                var first = instance.Connect();
                first.Execute(statements);
                ColumnsFunction.Register(first);
                foreach (var function in functions) FunctionRegistration.Register(first, function);
                instance._idle.Add(first);
                return instance;
            }
            catch
            {
                instance.Dispose();
                throw;
            }
        }
    }

    /// <summary>A connection for one query at a time; <see cref="Return"/> it.</summary>
    public Connection Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryTake(out var idle) ? idle : Connect();
    }

    /// <summary>
    /// A connection that does not optimize: for questions about a query that is not run. Types are known once it is bound, and optimizing takes as long again.
    /// <see cref="Return"/> it.
    /// </summary>
    public Connection RentForDescribing()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_idleDescribers.TryTake(out var idle)) return idle;
        var connection = Connect(isForDescribing: true);
        connection.Execute("PRAGMA disable_optimizer");
        return connection;
    }

    public void Return(Connection connection)
    {
        if (connection.IsReusable && !_disposed && !_broken) (connection.IsForDescribing ? _idleDescribers : _idle).Add(connection);
        else connection.Dispose();
        if (_disposed) DisposeIdle();
    }

    /// <summary>No new work; what runs ends on its own, and the database with its last connection.</summary>
    public void Dispose()
    {
        _disposed = true;
        DisposeIdle();
        _database.Dispose();
    }

    internal void MarkBroken() => _broken = true;

    private Connection Connect(bool isForDescribing = false)
    {
        if (NativeMethods.Connect(_database, out var handle) != 0)
        {
            handle.Dispose();
            throw new TableException(TableErrorKind.Internal, "DuckDB gave no connection.");
        }
        return new Connection(this, handle) { IsForDescribing = isForDescribing };
    }

    private void DisposeIdle()
    {
        while (_idle.TryTake(out var idle) || _idleDescribers.TryTake(out idle)) idle.Dispose();
    }
}
