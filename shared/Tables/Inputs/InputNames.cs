using Serverless.Tables.Errors;
using Serverless.Tables.Instances;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables.Inputs;

/// <summary>
/// A query's inputs under their names: as temporary views of its connection for as long as this lives, or as common table expressions before its text.
/// A view is bound once more than an expression, made and dropped; but a user's text may do with it whatever can be done with a table (SUMMARIZE, DESCRIBE).
/// </summary>
internal sealed class InputNames : IDisposable
{
    private readonly Connection _connection;
    private readonly bool _asViews;
    private readonly List<string> _views = [];
    private readonly List<string> _expressions = [];
    private readonly List<InputFile> _files = [];

    public InputNames(Connection connection, IReadOnlyDictionary<string, TableInput> inputs, bool asViews, CancellationToken cancellationToken)
    {
        (_connection, _asViews) = (connection, asViews);
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

    /// <summary>What stands before the query in parentheses; empty where there are views.</summary>
    public string With => _expressions.Count == 0 ? "" : $"WITH {string.Join(", ", _expressions)} ";

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

    private void Create(string name, TableInput input, CancellationToken cancellationToken)
    {
        var quoted = SqlLiteral.Name(name);
        var files = InputSql.Files(input).Select(file => new InputFile(name, file.Path, file.Title)).ToList();
        _files.AddRange(files);
        var select = InputSql.Select(name, input, new FileSchemas(_connection, files, cancellationToken));
        if (!_asViews)
        {
            // Read where it is used, as a view is: what is read once for all would be held in memory.
            _expressions.Add($"{quoted} AS NOT MATERIALIZED ({select})");
            return;
        }
        _connection.Execute($"CREATE TEMP VIEW {quoted} AS {select}", files, cancellationToken);
        _views.Add(quoted);
    }
}
