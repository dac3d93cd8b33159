using Serverless.Tables.Errors;
using Serverless.Tables.Native;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Instances;

/// <summary>One connection: one query at a time, by its renter alone.</summary>
internal sealed unsafe class Connection(Instance instance, ConnectionHandle handle) : IDisposable
{
    public ConnectionHandle Handle => handle;

    public Instance Instance => instance;

    /// <summary>It does not optimize: no query runs on it.</summary>
    public bool IsForDescribing { get; init; }

    /// <summary>False once its temporary objects could not be removed: it must not serve another query.</summary>
    public bool IsReusable { get; set; } = true;

    /// <summary>Our own statements, several if need be, for their effect.</summary>
    public void Execute(string sql, IReadOnlyList<InputFile>? files = null, CancellationToken cancellationToken = default)
    {
        using var result = Query(new SqlText(sql, Files: files), cancellationToken);
    }

    /// <summary>Runs every statement of the text and holds the last one's result; the caller knows that there is one only.</summary>
    public ResultHandle Query(SqlText sql, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = new ResultHandle();
        using var interruption = new Interruption(handle, cancellationToken);
        if (NativeMethods.Query(handle, sql.Text, result) == 0) return result;
        using (result) throw Fault(result.Error(), sql, cancellationToken);
    }

    /// <summary>Prepares a text that holds one statement.</summary>
    public Statement Prepare(SqlText sql, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var interruption = new Interruption(handle, cancellationToken);
        var count = NativeMethods.ExtractStatements(handle, sql.Text, out var extracted);
        using (extracted)
        {
            if (count == 0) throw Fault(NativeMethods.Text(NativeMethods.ExtractError(extracted)), sql, cancellationToken);
            if (count != 1) throw new TableException(TableErrorKind.NotAllowed, $"The query holds {count} statements; one SELECT is allowed.");
            if (NativeMethods.PrepareExtracted(handle, extracted, 0, out var prepared) == 0) return new Statement(this, prepared, sql);
            using (prepared) throw Fault(NativeMethods.Text(NativeMethods.PrepareError(prepared)), sql, cancellationToken);
        }
    }

    /// <summary>Throws unless the text is one statement.</summary>
    public void VerifySingle(string sql)
    {
        var count = NativeMethods.ExtractStatements(handle, sql, out var extracted);
        using (extracted)
        {
            if (count == 0) throw Fault(NativeMethods.Text(NativeMethods.ExtractError(extracted)), new SqlText(sql, sql), CancellationToken.None);
            if (count > 1) throw new TableException(TableErrorKind.NotAllowed, $"The query holds {count} statements; one SELECT is allowed.");
        }
    }

    /// <summary>The exception for what DuckDB said; marks the instance when it is beyond use.</summary>
    public Exception Fault(string raw, SqlText sql, CancellationToken cancellationToken)
    {
        var error = DuckDBError.Parse(raw);
        if (ErrorMapper.EndsInstance(error)) instance.MarkBroken();
        if (instance.Functions.Count > 0 && string.Equals(error.Type, "Invalid Input", StringComparison.OrdinalIgnoreCase)
            && instance.Functions.Find(function => function.Raised(error.Message))?.TakeFailure() is { } raised)
        {
            return new TableException(TableErrorKind.Raised, error.Message, raised);
        }
        return cancellationToken.IsCancellationRequested && string.Equals(error.Type, ErrorMapper.InterruptType, StringComparison.OrdinalIgnoreCase)
            ? new OperationCanceledException("The query was interrupted.", cancellationToken)
            : ErrorMapper.Map(error, sql, instance.MemoryBytes);
    }

    public void Dispose() => handle.Dispose();
}
