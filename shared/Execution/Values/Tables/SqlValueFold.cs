using Serverless.Execution.Tables;
using Serverless.Execution.Units;
using Serverless.Execution.Values.Folds;
using Serverless.Tables;

namespace Serverless.Execution.Values.Tables;

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

    public override async ValueTask AddAsync(object? element, RunContext context, CancellationToken cancellationToken)
    {
        if (element is Table table) await AddTableAsync(table.On(tables.Sandbox), cancellationToken);
        else await (_records ??= tables.Records(before, shape)).AddAsync(element, cancellationToken);
    }

    public override async ValueTask<object?> EndAsync(RunContext context, CancellationToken cancellationToken)
    {
        if (_records is not null)
        {
            var records = await _records.ToTableAsync(cancellationToken);
            if (_files.Count == 0) return await QueryAsync((records ?? throw new NoTableException("Lists without a record do not say which columns a table of them has.")).Input, cancellationToken);
            if (records is not null) await AddTableAsync(records, cancellationToken);
        }
        return _files.Count == 0 ? Element.Hole : await QueryAsync(new ParquetInput([.. _files]) { HasTypes = true }, cancellationToken);
    }

    // Whole files go together as they are; everything else becomes one first.
    private async Task AddTableAsync(Table table, CancellationToken cancellationToken)
    {
        if (table.Input is not ParquetInput { Columns: null, Where.Count: 0, UnionByName: false }) table = await tables.QueryAsync(TableSteps.Everything, Input(table.Input), cancellationToken);
        _files.AddRange(((ParquetInput)table.Input).Files);
    }

    private Task<Table> QueryAsync(TableInput input, CancellationToken cancellationToken) => tables.QueryAsync(step, new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [step.Name] = input }, cancellationToken);

    private static Dictionary<string, TableInput> Input(TableInput input) => new(StringComparer.OrdinalIgnoreCase) { [TableSteps.Input] = input };
}
