using System.Text.Json.Serialization;
using Serverless.Tables.Columns;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Tables;

/// <summary>
/// A table as functions of graphs take and give it: rows that are read in chunks when they are asked for, never as a value. What a function takes can be
/// read while its task runs; what it gives is made of columns, or is a table that it took.
/// <code>
/// [TaskFunction(Version = "1")]
/// public static async Task&lt;Table&gt; Faster(Table legs, CancellationToken cancellationToken)
/// {
///     using var reader = await legs.ReadAsync("SELECT minutes FROM input", cancellationToken: cancellationToken);
///     ...
///     return Table.Of(ColumnData.Of("minutes", minutes));
/// }
/// </code>
/// </summary>
[JsonConverter(typeof(TableIsNoValue))]
public sealed class Table
{
    /// <summary>The name of the table in a query over it.</summary>
    public const string Name = "input";

    private readonly TableSession? _session;

    private Table(TableSession? session, TableInput input) => (_session, Input) = (session, input);

    /// <summary>What its rows are read from.</summary>
    public TableInput Input { get; }

    /// <summary>A table of columns in memory. They must not change any more.</summary>
    /// <param name="columns">At least one, all of the same length.</param>
    public static Table Of(params ColumnData[] columns) => new(null, new ColumnsInput(columns));

    /// <summary>A table over files or columns.</summary>
    /// <param name="input">What its rows are read from.</param>
    /// <param name="session">What reads them.</param>
    public static Table Over(TableInput input, TableSession session) => new(session, input);

    /// <summary>The same rows, read by a session.</summary>
    public Table On(TableSession session) => ReferenceEquals(session, _session) ? this : new Table(session, Input);

    /// <summary>Names and types of the columns.</summary>
    public Task<TableSchema> DescribeAsync(CancellationToken cancellationToken = default) => Session.DescribeAsync(QueryOf($"FROM {Name}", null), cancellationToken);

    /// <summary>Opens the rows, or what a query makes of them, for reading in chunks.</summary>
    /// <param name="sql">One SELECT, which knows the table as <c>input</c>; null: all rows and columns, in order.</param>
    /// <param name="parameters">Values by name, as in <c>$limit</c>.</param>
    /// <param name="cancellationToken">Ends the query, also between chunks.</param>
    public ValueTask<TableReader> ReadAsync(string? sql = null, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default) =>
        Session.ReadAsync(QueryOf(sql, parameters), cancellationToken);

    /// <summary>All rows, or what a query makes of them, as objects of a record; see <see cref="TableSession.RowsAsync{T}"/>.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public Task<List<T>> RowsAsync<T>(string? sql = null, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default) =>
        Session.RowsAsync<T>(QueryOf(sql, parameters), cancellationToken);

    private TableSession Session => _session ?? throw new InvalidOperationException("A table that was just made is read by anyone who takes it; Table.On gives it a session here.");

    private TableQuery QueryOf(string? sql, IReadOnlyDictionary<string, object?>? parameters)
    {
        var query = new TableQuery(sql ?? $"FROM {Name}") { Inputs = new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [Name] = Input } };
        return parameters is null ? query : query with { Parameters = parameters };
    }
}
