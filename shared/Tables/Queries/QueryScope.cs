using Serverless.Tables.Inputs;
using Serverless.Tables.Instances;

namespace Serverless.Tables.Queries;

/// <summary>A rented connection with a query's inputs on it; gives both back.</summary>
internal sealed class QueryScope : IDisposable
{
    private readonly InputNames _inputs;
    private readonly bool _asViews;
    private Connection? _describer;
    private bool _disposed;

    public QueryScope(Instance instance, TableQuery query, bool asViews, CancellationToken cancellationToken)
    {
        Connection = instance.Rent();
        _asViews = asViews;
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

    /// <summary>For what is asked of the query without running it. Views are seen by their own connection alone.</summary>
    public Connection Describer => _asViews ? Connection : _describer ??= Connection.Instance.RentForDescribing();

    public InputNames Inputs => _inputs;

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _inputs.Dispose();
        if (_describer is not null) Connection.Instance.Return(_describer);
        Connection.Instance.Return(Connection);
    }
}
