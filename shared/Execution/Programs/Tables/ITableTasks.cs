using Serverless.Execution.Tasks;
using Serverless.Tables.Errors;
using Serverless.Tables.Queries;

namespace Serverless.Execution.Programs.Tables;

/// <summary>Tasks whose results are tables that somebody else puts where they belong.</summary>
internal interface ITableTasks : IAsyncDisposable
{
    /// <summary>Runs everything but the last step, whose query the caller runs into where its result belongs.</summary>
    /// <returns>Null when there is no row.</returns>
    Task<TableQuery?> LastQueryAsync(long index, TaskExecutionContext context, CancellationToken cancellationToken);

    /// <summary>What a task works on, for the message of its failure.</summary>
    IReadOnlyList<string> InputsOf(long index);

    /// <summary>Looks whether what the task has read is what its job was planned with.</summary>
    ValueTask VerifyAsync(CancellationToken cancellationToken);

    /// <summary>Forgets the files of a task.</summary>
    void EndTask();

    /// <summary>Adds to a query's error why a function that it names is not there.</summary>
    TableException Explain(TableException error);
}
