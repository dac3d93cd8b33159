using Serverless.Tables.Inputs;

namespace Serverless.Tables.Instances;

/// <summary>A rented connection with a query's inputs on it; gives both back.</summary>
internal sealed class QueryScope : IDisposable
{
    private readonly InputViews _views;
    private bool _disposed;

    public QueryScope(Instance instance, TableQuery query, CancellationToken cancellationToken)
    {
        Connection = instance.Rent();
        try
        {
            _views = new InputViews(Connection, query.Inputs, cancellationToken);
        }
        catch
        {
            instance.Return(Connection);
            throw;
        }
    }

    public Connection Connection { get; }

    public InputViews Views => _views;

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _views.Dispose();
        Connection.Instance.Return(Connection);
    }
}
