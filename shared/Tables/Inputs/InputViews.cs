using Serverless.Tables.Instances;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Inputs;

/// <summary>A query's inputs as temporary views of one connection, for as long as this lives.</summary>
internal sealed class InputViews : IDisposable
{
    private readonly Connection _connection;
    private readonly List<string> _views = [];
    private readonly List<InputFile> _files = [];

    public InputViews(Connection connection, IReadOnlyDictionary<string, TableInput> inputs, CancellationToken cancellationToken)
    {
        _connection = connection;
        try
        {
            foreach (var (name, input) in inputs) Create(name, input, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Which file belongs to which input, for errors.</summary>
    public IReadOnlyList<InputFile> Files => _files;

    public void Dispose()
    {
        if (_views.Count == 0) return;
        try
        {
            _connection.Execute(string.Join("; ", _views.Select(view => $"DROP VIEW IF EXISTS temp.{view}")));
        }
        catch (TableException)
        {
            // What is left of this query must not be seen by the next one.
            _connection.IsReusable = false;
        }
        _views.Clear();
    }

    private TableSchema Describe(SqlText sql, CancellationToken cancellationToken)
    {
        using var statement = _connection.Prepare(sql, cancellationToken);
        return statement.Schema();
    }

    private void Create(string name, TableInput input, CancellationToken cancellationToken)
    {
        var view = SqlLiteral.Name(name);
        var files = InputSql.Files(input).Select(path => new InputFile(name, path)).ToList();
        _files.AddRange(files);
        var select = InputSql.Select(input, sql => Describe(new SqlText(sql, Files: files), cancellationToken));
        _connection.Execute($"CREATE TEMP VIEW {view} AS {select}", files, cancellationToken);
        _views.Add(view);
    }
}
