using Npgsql;

namespace Serverless.Samples.DatabaseLimit;

/// <summary>
/// One session on the server, closed to its very end: disposing comes back when the server's own process of the session is gone. So the one who gets the lease next finds
/// one session less, in whichever process it runs.
/// </summary>
/// <remarks>
/// A pool would keep sessions that no lease allows, and hanging up is not enough: the server shows a session until its process has ended. PostgreSQL leaves the socket open until then, so that
/// a client can wait for it. Npgsql does not wait; a relay between does.
/// </remarks>
internal sealed class Session : IAsyncDisposable
{
    private readonly Relay _relay;
    private readonly NpgsqlDataSource _source;

    private Session(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        _relay = new Relay(settings.Host!, settings.Port);
        (settings.Host, settings.Port, settings.Pooling) = ("127.0.0.1", _relay.Port, false);
        // A source of its own for each session: the server's types need not be asked for each time.
        _source = new NpgsqlDataSourceBuilder(settings.ConnectionString).ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
        Database = _source.CreateConnection();
    }

    public NpgsqlConnection Database { get; }

    public static async Task<Session> OpenAsync(string connection, CancellationToken cancellationToken)
    {
        var session = new Session(connection);
        try
        {
            await session.Database.OpenAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _source.DisposeAsync();
        await _relay.DisposeAsync();
    }
}
