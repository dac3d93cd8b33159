using Serverless.Tables.Errors;
using Serverless.Tables.Instances;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables.Queries;

/// <summary>A user's query as DuckDB takes it: one SELECT over the inputs.</summary>
internal static class SelectStatement
{
    public static SqlText Text(QueryScope scope, TableQuery query) => SqlText.Wrap(scope.Inputs.With, StatementEnd.Trim(query.Sql), "", scope.Inputs.Files);

    /// <exception cref="TableException">It is no SELECT, or cannot be understood.</exception>
    public static Statement Prepare(QueryScope scope, Connection connection, TableQuery query, CancellationToken cancellationToken)
    {
        var statement = connection.Prepare(Text(scope, query), cancellationToken);
        if (statement.IsSelect) return statement;
        using (statement) throw new TableException(TableErrorKind.NotAllowed, "The query is not a SELECT; one SELECT is allowed.");
    }

    /// <summary>The columns that it gives; nothing runs.</summary>
    public static TableSchema Describe(QueryScope scope, TableQuery query, CancellationToken cancellationToken)
    {
        using var statement = Prepare(scope, scope.Describer, query, cancellationToken);
        return statement.Schema();
    }
}
