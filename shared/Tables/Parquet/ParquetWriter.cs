using Serverless.Tables.Errors;
using Serverless.Tables.Instances;
using Serverless.Tables.Native;
using Serverless.Tables.Queries;
using Serverless.Tables.Reading;
using Serverless.Tables.Schema;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>One query to one file.</summary>
internal static class ParquetWriter
{
    public static ParquetWriteResult Write(QueryScope scope, TableQuery query, string path, ParquetWriteOptions options, CancellationToken cancellationToken)
    {
        var schema = new WrittenSchema(SelectStatement.Describe(scope, query, cancellationToken));
        var files = Copy(scope, query, path, schema, [], options, cancellationToken);
        return files is [var only] ? only.File(schema.Seen) : throw new TableException(TableErrorKind.Internal, $"DuckDB wrote {files.Count} files where one was asked for.");
    }

    public static List<CopyRow> Copy(
        QueryScope scope, TableQuery query, string target, WrittenSchema schema, IReadOnlyList<string> partitionBy, ParquetWriteOptions options, CancellationToken cancellationToken)
    {
        var (before, after) = schema.Casts is { Length: > 0 } casts ? ($"COPY ({scope.Inputs.With}SELECT * REPLACE ({casts}) FROM ", ")") : ($"COPY ({scope.Inputs.With}", ")");
        var sql = SqlText.Wrap(before, StatementEnd.Trim(query.Sql), $"{after} TO {SqlLiteral.Text(target)} ({CopyOptions.Text(options, partitionBy, schema.Types)})", scope.Inputs.Files);
        using var progress = ProgressReport.Start(scope.Connection.Handle, query.Progress);
        using var result = Run(scope.Connection, sql, query.Parameters, cancellationToken);
        using var rows = new ResultRows(result);
        var written = new List<CopyRow>();
        while (rows.Next()) written.Add(CopyRow.Read(rows));
        return written;
    }

    /// <summary>A prepared statement over files is bound again when it runs: without parameters there is nothing to prepare for.</summary>
    private static ResultHandle Run(Connection connection, SqlText sql, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        if (parameters.Count == 0 && !sql.UserText!.Contains('$', StringComparison.Ordinal) && !sql.UserText.Contains('?', StringComparison.Ordinal)) return connection.Query(sql, cancellationToken);
        using var statement = connection.Prepare(sql, cancellationToken);
        statement.Bind(parameters);
        return statement.Execute(cancellationToken);
    }
}
