using Npgsql;

namespace Serverless.Samples.DatabaseLimit;

/// <summary>Looks at <c>pg_stat_activity</c> all along, over a connection of its own.</summary>
internal sealed class SessionWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlConnection _database;
    private readonly Task _looking;
    private int _most;

    private SessionWatch(NpgsqlConnection database)
    {
        _database = database;
        _looking = LookAsync();
    }

    /// <summary>Looks so far.</summary>
    public int Looks { get; private set; }

    public static async Task<SessionWatch> StartAsync(string connection)
    {
        var database = new NpgsqlConnection(connection);
        await database.OpenAsync();
        return new SessionWatch(database);
    }

    /// <summary>Sessions of the work at the last look.</summary>
    public int Now { get; private set; }

    /// <summary>The most sessions since the last call, whatever they were doing: idle and ending ones count.</summary>
    public int TakeMost() => Interlocked.Exchange(ref _most, 0);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        await _database.DisposeAsync();
        _stop.Dispose();
    }

    // Parallel workers of a query are rows too, and no sessions.
    private async Task LookAsync()
    {
        await using var query = new NpgsqlCommand("SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'work' AND backend_type = 'client backend'", _database);
        while (!_stop.IsCancellationRequested)
        {
            await using (var row = await query.ExecuteReaderAsync())
            {
                await row.ReadAsync();
                Now = row.GetInt32(0);
                if (Now > _most) Interlocked.Exchange(ref _most, Now);
            }
            Looks++;
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }
}
