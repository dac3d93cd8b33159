using Serverless.Execution.Tables;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values.Tables;
using Serverless.Tables.Inputs;

namespace Serverless.Execution.Programs.Steps;

/// <summary>A query among steps that are .NET methods: it sees what came before as a table.</summary>
/// <param name="step">The query.</param>
/// <param name="names">Its inputs' names: one for each source where it is the first step of the pipeline.</param>
/// <param name="tables">The unit's.</param>
/// <param name="before">The .NET type of what comes in, for each input; null: not known.</param>
/// <param name="shapes">Of each input, where a list of the document holds it.</param>
internal sealed class SqlValueStep(TableStep step, IReadOnlyList<string> names, UnitTables tables, IReadOnlyList<Type?> before, IReadOnlyList<RecordShape?> shapes) : ValueStep
{
    public override Type InputType(int index) => typeof(object);

    public override ValueTask<object?> RunAsync(object? value, TaskExecutionContext context, CancellationToken cancellationToken) => RunAsync([value], context, cancellationToken);

    public override async ValueTask<object?> RunAsync(object?[] values, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var inputs = new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < values.Length; i++) inputs[names[i]] = (await tables.OfAsync(values[i], before[i], shapes[i], cancellationToken)).Input;
        return await tables.QueryAsync(await step.OverAsync(inputs, tables.Sandbox, cancellationToken), cancellationToken);
    }
}
