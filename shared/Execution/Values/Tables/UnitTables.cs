using Serverless.Execution.Results;
using Serverless.Execution.Tables;
using Serverless.Tables;

namespace Serverless.Execution.Values.Tables;

/// <summary>The tables of a unit whose functions are .NET methods, or whose values go into tables: all of them are read by the unit's sandbox.</summary>
internal sealed class UnitTables(TableSandbox sandbox, InputFiles files, InputFiles arguments, SqlFunctions functions) : IAsyncDisposable
{
    private readonly TableSteps _options = new([], null, []);

    public TableSandbox Sandbox => sandbox;

    /// <summary>Files of the current task.</summary>
    public InputFiles Files => files;

    /// <summary>Files that all tasks of the unit share.</summary>
    public InputFiles Arguments => arguments;

    public Table Over(TableInput input) => Table.Over(input, sandbox);

    /// <summary>A value as a table: a table as it is, a record as a row, a list of records as rows.</summary>
    /// <param name="value">What a function gave, or what is stored.</param>
    /// <param name="type">The .NET type that it was made as, for the types of columns; null: not known.</param>
    /// <param name="cancellationToken">Ends the wait for a file.</param>
    /// <exception cref="NoTableException">It is no record.</exception>
    public async ValueTask<Table> OfAsync(object? value, Type? type, CancellationToken cancellationToken)
    {
        if (value is Table table) return table.On(sandbox);
        var records = Records(type);
        await records.AddAsync(value, cancellationToken);
        return await records.ToTableAsync(cancellationToken) ?? throw new NoTableException("A list without a record does not say which columns a table of it has.");
    }

    /// <summary>A new table, record by record.</summary>
    public RecordTable Records(Type? type) => new(this, type);

    /// <summary>Runs a query into a table of its own.</summary>
    public async Task<Table> QueryAsync(TableStep step, IReadOnlyDictionary<string, TableInput> inputs, CancellationToken cancellationToken)
    {
        var path = files.NewPath();
        await sandbox.WriteParquetAsync(step.Over(inputs), path, _options.Scratch, cancellationToken);
        return Over(TableInput.Parquet(path) with { HasTypes = true });
    }

    /// <summary>Adds the table that a query gives as the next part.</summary>
    /// <returns>Rows.</returns>
    public async Task<long> AddAsync(PartWriter parts, TableQuery query, CancellationToken cancellationToken)
    {
        var path = files.NewPath();
        var written = await sandbox.WriteParquetAsync(query, path, _options.Write, cancellationToken);
        Verify();
        await parts.AddFileAsync(path, cancellationToken);
        return written.Rows;
    }

    public static TableQuery Everything(Table table) => TableSteps.Everything.Over(new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [TableSteps.Input] = table.Input });

    public TableException Explain(TableException error) => functions.Explain(error);

    /// <summary>Looks whether what was read is what the job was planned with.</summary>
    public void Verify()
    {
        files.Verify();
        arguments.Verify();
    }

    public void EndTask() => files.EndTask();

    public async ValueTask DisposeAsync()
    {
        files.EndTask();
        arguments.EndTask();
        await sandbox.DisposeAsync();
    }
}
