using Serverless.Client.Building;
using Serverless.Graph.Values;
using Serverless.Jobs;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Results;

namespace Serverless.Embedded;

/// <summary>The results of a job that is done, read when they are asked for.</summary>
public sealed class ComputedJob
{
    private readonly TenantStores _stores;
    private readonly IReadOnlyDictionary<string, JobOutput> _outputs;

    internal ComputedJob(TenantStores stores, JobKey job, StageTotals totals, IReadOnlyDictionary<string, JobOutput> outputs)
    {
        (_stores, Job, Totals, _outputs) = (stores, job, totals, outputs);
    }

    public JobKey Job { get; }

    /// <summary>Tasks and units that ran, tasks that were found recorded.</summary>
    public StageTotals Totals { get; }

    /// <summary>The value of one of the outputs.</summary>
    /// <exception cref="ArgumentException">It was no output of this job.</exception>
    public Task<T> GetAsync<T>(Delayed<T> output, CancellationToken cancellationToken = default) => ReadAsync<T>(output, cancellationToken);

    /// <summary>The elements of one of the outputs, without those that a filter took out.</summary>
    /// <inheritdoc cref="GetAsync{T}(Delayed{T}, CancellationToken)"/>
    public async Task<IReadOnlyList<T>> GetAsync<T>(Collection<T> output, CancellationToken cancellationToken = default) => await ReadAsync<List<T>>(output, cancellationToken);

    private async Task<T> ReadAsync<T>(GraphHandle handle, CancellationToken cancellationToken)
    {
        if (!_outputs.TryGetValue(handle.Node.Value, out var output)) throw new ArgumentException($"'{handle.Node}' is no output of job {Job.Id}.", nameof(handle));
        return (T)ExactJson.Read((await OutputFiles.ReadExactAsync(_stores, output, cancellationToken)).Span, typeof(T))!;
    }
}
