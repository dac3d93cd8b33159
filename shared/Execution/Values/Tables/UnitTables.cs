using Serverless.Execution.Tables;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;

namespace Serverless.Execution.Values.Tables;

/// <summary>The tables of a unit whose functions are .NET methods, or whose values go into tables: all of them are read by the unit's sandbox.</summary>
internal sealed class UnitTables(TableSandbox sandbox, InputFiles files, InputFiles arguments, SqlFunctions functions) : IAsyncDisposable
{
    private readonly TableSteps _options = new([], null, []);

    public TableSandbox Sandbox => sandbox;

    /// <summary>Records are held in memory up to so many bytes of JSON, columns beside them take about as much; then they wait in a file. Default 32 MiB.</summary>
    public long PieceBytes { get; init; } = 32L << 20;

    /// <summary>Files of the current task.</summary>
    public InputFiles Files => files;

    /// <summary>Files that all tasks of the unit share.</summary>
    public InputFiles Arguments => arguments;

    public Table Over(TableInput input) => Table.Over(input, sandbox);

    /// <summary>A value as a table: a table as it is, a record as a row, a list of records as rows.</summary>
    /// <param name="value">What a function gave, or what is stored.</param>
    /// <param name="type">The .NET type that it was made as, for the types of columns; null: not known.</param>
    /// <param name="shape">The columns that all values of its collection have together; null: it is known by itself.</param>
    /// <param name="cancellationToken">Ends the wait for a file.</param>
    /// <exception cref="NoTableException">It is no record.</exception>
    public async ValueTask<Table> OfAsync(object? value, Type? type, RecordShape? shape, CancellationToken cancellationToken)
    {
        if (value is Table table) return table.On(sandbox);
        var records = Records(type, shape);
        await records.AddAsync(value, cancellationToken);
        return await records.ToTableAsync(cancellationToken) ?? throw new NoTableException("A list without a record does not say which columns a table of it has.");
    }

    /// <summary>A new table, record by record.</summary>
    public RecordTable Records(Type? type, RecordShape? shape) => new(this, type, shape);

    /// <summary>Runs a query over its only table into a table of its own.</summary>
    public async Task<Table> QueryAsync(TableStep step, TableInput input, CancellationToken cancellationToken) =>
        await QueryAsync(await step.OverAsync(input, sandbox, cancellationToken), cancellationToken);

    /// <summary>Runs a query into a table of its own.</summary>
    public async Task<Table> QueryAsync(TableQuery query, CancellationToken cancellationToken)
    {
        var path = files.NewPath();
        await sandbox.WriteParquetAsync(query, path, _options.Scratch, cancellationToken);
        return Over(TableInput.Parquet(path) with { IsOurs = true });
    }

    /// <summary>Adds the table that a query gives as the next part.</summary>
    /// <returns>Rows.</returns>
    public async Task<long> AddAsync(PartWriter parts, TableQuery query, CancellationToken cancellationToken)
    {
        var path = files.NewPath();
        var written = await sandbox.WriteParquetAsync(query, path, _options.Write, cancellationToken);
        await VerifyAsync(cancellationToken);
        await parts.AddFileAsync(path, cancellationToken);
        return written.Rows;
    }

    public static TableQuery Everything(Table table) => TableSteps.Whole(table.Input);

    public TableException Explain(TableException error) => functions.Explain(error);

    /// <summary>Looks whether what was read is what the job was planned with.</summary>
    public async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        await files.VerifyAsync(cancellationToken);
        await arguments.VerifyAsync(cancellationToken);
    }

    public void EndTask() => files.EndTask();

    public async ValueTask DisposeAsync()
    {
        files.EndTask();
        arguments.EndTask();
        await sandbox.DisposeAsync();
    }
}
