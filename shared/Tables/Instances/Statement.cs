using Serverless.Tables.Errors;
using Serverless.Tables.Native;
using Serverless.Tables.Parameters;
using Serverless.Tables.Schema;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables.Instances;

/// <summary>A prepared statement.</summary>
internal sealed unsafe class Statement(Connection connection, PreparedHandle handle, SqlText sql) : IDisposable
{
    // duckdb_statement_type, as the C header numbers them.
    private const int Select = 1;

    public bool IsSelect => NativeMethods.StatementType(handle) == Select;

    /// <summary>Columns of the result, known without running.</summary>
    public TableSchema Schema()
    {
        var columns = new TableColumn[NativeMethods.StatementColumnCount(handle)];
        for (var i = 0; i < columns.Length; i++)
        {
            using var type = NativeMethods.StatementColumnType(handle, (ulong)i);
            columns[i] = new TableColumn(TakeName(NativeMethods.StatementColumnName(handle, (ulong)i)), TypeReader.Read(type));
        }
        return new TableSchema(columns);
    }

    /// <summary>Gives every parameter its value, by name.</summary>
    /// <exception cref="TableException">Kind <see cref="TableErrorKind.Parameter"/>: a parameter without a value, a value without a parameter.</exception>
    public void Bind(IReadOnlyDictionary<string, object?> values)
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var count = NativeMethods.ParameterCount(handle);
        for (ulong i = 1; i <= count; i++)
        {
            var name = TakeName(NativeMethods.ParameterName(handle, i));
            var key = values.Keys.FirstOrDefault(k => string.Equals(k, name, StringComparison.OrdinalIgnoreCase)) ?? throw Missing(name, values);
            used.Add(key);
            using var value = ParameterValue.Create(name, values[key]);
            if (NativeMethods.BindValue(handle, i, value) != 0) throw connection.Fault(NativeMethods.Text(NativeMethods.PrepareError(handle)), sql, CancellationToken.None);
        }
        if (values.Keys.FirstOrDefault(key => !used.Contains(key)) is { } unused)
        {
            throw new TableException(TableErrorKind.Parameter, $"The query has no parameter ${unused}, yet a value was given for it.");
        }
    }

    /// <summary>Runs to the end and holds the result.</summary>
    public ResultHandle Execute(CancellationToken cancellationToken) => Run(streaming: false, cancellationToken);

    /// <summary>Starts, and computes as chunks are fetched.</summary>
    public ResultHandle Stream(CancellationToken cancellationToken) => Run(streaming: true, cancellationToken);

    public void Dispose() => handle.Dispose();

    private ResultHandle Run(bool streaming, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = new ResultHandle();
        using var interruption = new Interruption(connection.Handle, cancellationToken);
        var state = streaming ? NativeMethods.ExecuteStreaming(handle, result) : NativeMethods.Execute(handle, result);
        if (state == 0) return result;
        using (result) throw connection.Fault(result.Error(), sql, cancellationToken);
    }

    private static TableException Missing(string name, IReadOnlyDictionary<string, object?> values) => new(TableErrorKind.Parameter, values.Count == 0
        ? $"The query's parameter ${name} has no value; none were given."
        : $"The query's parameter ${name} has no value. Given: {string.Join(", ", values.Keys.Order(StringComparer.Ordinal).Select(key => "$" + key))}.");

    private static string TakeName(byte* text) => NativeMethods.TakeText(text);
}
