using Serverless.Tables.Inputs;

namespace Serverless.Tables.Instances;

/// <summary>A rented connection with a query's inputs on it; gives both back.</summary>
internal sealed class QueryScope : IDisposable
{
    private readonly InputNames _inputs;
    private bool _disposed;

    public QueryScope(Instance instance, TableQuery query, bool asViews, CancellationToken cancellationToken)
    {
        Connection = instance.Rent();
        try
        {
            _inputs = new InputNames(Connection, query.Inputs, asViews, cancellationToken);
        }
        catch
        {
            instance.Return(Connection);
            throw;
        }
    }

    public Connection Connection { get; }

    public InputNames Inputs => _inputs;

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _inputs.Dispose();
        Connection.Instance.Return(Connection);
    }
}
