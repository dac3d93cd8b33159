using Serverless.Execution.Tables;
using Serverless.Execution.Units;
using Serverless.Execution.Values.Folds;
using Serverless.Tables;

namespace Serverless.Execution.Values.Tables;

/// <summary>A query over all tables of a group, as one.</summary>
internal sealed class SqlValueFold(TableStep step, UnitTables tables, Type? before) : ValueFold
{
    private readonly List<ParquetFile> _files = [];

    public override Type InputType => typeof(object);

    public override void Begin() => _files.Clear();

    public override async ValueTask AddAsync(object? element, RunContext context, CancellationToken cancellationToken)
    {
        var table = await tables.OfAsync(element, before, cancellationToken);
        // Whole files go together as they are; everything else becomes one first.
        if (table.Input is not ParquetInput { Columns: null, Where.Count: 0 }) table = await tables.QueryAsync(TableSteps.Everything, new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [TableSteps.Input] = table.Input }, cancellationToken);
        _files.AddRange(((ParquetInput)table.Input).Files);
    }

    public override async ValueTask<object?> EndAsync(RunContext context, CancellationToken cancellationToken) => _files.Count == 0
        ? Element.Hole
        : await tables.QueryAsync(step, new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [step.Name] = new ParquetInput([.. _files]) }, cancellationToken);
}
