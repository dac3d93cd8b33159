using Serverless.Execution.Tables;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values;
using Serverless.Execution.Values.Tables;
using Serverless.Tables;
using Serverless.Tables.Inputs;

namespace Serverless.Execution.Programs.Folds;

/// <summary>A query over all tables of a group, as one; records become one table, whatever fields each of them has.</summary>
internal sealed class SqlValueFold(TableStep step, UnitTables tables, Type? before, RecordShape? shape) : ValueFold
{
    private readonly List<ParquetFile> _files = [];
    private RecordTable? _records;

    public override Type InputType => typeof(object);

    public override void Begin()
    {
        _files.Clear();
        _records = null;
    }

    public override async ValueTask AddAsync(object? element, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        if (element is Table table) await AddTableAsync(table.On(tables.Sandbox), cancellationToken);
        else await (_records ??= tables.Records(before, shape)).AddAsync(element, cancellationToken);
    }

    public override async ValueTask<object?> EndAsync(TaskExecutionContext context, CancellationToken cancellationToken)
    {
        // What no element is left of has the columns of its type or list, where these say any.
        var isEmpty = _records is null && _files.Count == 0;
        if (isEmpty) _records = tables.Records(before, shape);
        if (_records is not null)
        {
            var records = await _records.ToTableAsync(cancellationToken);
            if (_files.Count == 0 && records is null) return isEmpty ? Element.Hole : throw new NoTableException("Lists without a record do not say which columns a table of them has.");
            if (_files.Count == 0) return await QueryAsync(records!.Input, cancellationToken);
            if (records is not null) await AddTableAsync(records, cancellationToken);
        }
        return await QueryAsync(new ParquetInput([.. _files]) { IsOurs = true }, cancellationToken);
    }

    // Whole files go together as they are; everything else becomes one first.
    private async Task AddTableAsync(Table table, CancellationToken cancellationToken)
    {
        if (table.Input is not ParquetInput { Columns: null, Where.Count: 0, UnionByName: false }) table = await tables.QueryAsync(TableSteps.Everything, table.Input, cancellationToken);
        _files.AddRange(((ParquetInput)table.Input).Files);
    }

    private Task<Table> QueryAsync(TableInput input, CancellationToken cancellationToken) => tables.QueryAsync(step, input, cancellationToken);
}
