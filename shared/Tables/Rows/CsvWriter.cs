using System.Globalization;
using Serverless.Tables.Queries;
using Serverless.Tables.Reading;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables.Rows;

/// <summary>One query to one CSV file.</summary>
internal static class CsvWriter
{
    public static long Write(QueryScope scope, TableQuery query, string path, CancellationToken cancellationToken)
    {
        var sql = SqlText.Wrap($"COPY ({scope.Inputs.With}", StatementEnd.Trim(query.Sql), $") TO {SqlLiteral.Text(path)} (FORMAT csv, HEADER true)", scope.Inputs.Files);
        using var statement = scope.Connection.Prepare(sql, cancellationToken);
        statement.Bind(query.Parameters);
        using var progress = ProgressReport.Start(scope.Connection.Handle, query.Progress);
        using var result = statement.Execute(cancellationToken);
        using var rows = new ResultRows(result);
        return rows.Next() ? Convert.ToInt64(rows.Value(0), CultureInfo.InvariantCulture) : 0;
    }
}
