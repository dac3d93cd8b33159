using Serverless.Store.Records;
using Serverless.Store.Results;

namespace Serverless.Execution.Tasks;

/// <summary>A pipeline made ready to run tasks of one unit, one after the other.</summary>
internal interface ITaskProgram : IAsyncDisposable
{
    /// <summary>Runs one task and adds its result as the next part.</summary>
    /// <returns>What it wrote, beyond the part.</returns>
    ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, TaskExecutionContext context, CancellationToken cancellationToken);

    /// <summary>What a task works on, for the message of its failure.</summary>
    IReadOnlyList<string> InputsOf(long index);
}

/// <summary>What a task wrote.</summary>
/// <param name="Rows">Rows of tables.</param>
/// <param name="Files">Files of a dataset.</param>
/// <param name="Shape">Their columns.</param>
internal readonly record struct TaskOutput(long Rows, IReadOnlyList<WrittenFile>? Files = null, WrittenShape? Shape = null);
