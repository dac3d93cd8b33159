using System.Collections.Frozen;
using Serverless.Durable;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Storage;

namespace Serverless.Activities.Restarts;

/// <summary>
/// Unfinished jobs of a hub that this process does not go on with: those of which it lacks functions, which would only fail here, and those that it is not there for.
/// They stay as they are until a process comes that can.
/// </summary>
public sealed class JobHoldPolicy
{
    private const int ShownProblems = 3;

    private volatile FrozenDictionary<string, string> _reasons = FrozenDictionary<string, string>.Empty;

    /// <summary>For the engine: why an instance does not go on here; null: it does.</summary>
    public string? ReasonOf(InstanceId instance)
    {
        var reasons = _reasons;
        if (reasons.Count == 0) return null;
        // Stages and blocks have ids below their job's; a restart goes on, and the job that it starts is held in its turn.
        var (id, rest) = instance.Value.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (instance.Value[..colon], instance.Value[colon..]) : (instance.Value, "");
        return (rest.Length == 0 || rest.StartsWith(":s", StringComparison.Ordinal)) && reasons.TryGetValue(id, out var reason) ? reason : null;
    }

    /// <summary>Looks at unfinished jobs. To be called before any step runs.</summary>
    /// <param name="unfinished">Of all tenants.</param>
    /// <param name="loader">With the functions of this process.</param>
    /// <param name="holdReason">Why a job is not this process's; null: it is.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>Those of which this process lacks functions, for people.</returns>
    public async Task<IReadOnlyList<(JobKey Job, string Reason)>> FindAsync(IReadOnlyList<JobInput> unfinished, JobLoader loader, Func<JobInput, string?>? holdReason, CancellationToken cancellationToken)
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        var lacking = new List<(JobKey Job, string Reason)>();
        foreach (var input in unfinished)
        {
            if (holdReason?.Invoke(input) is { } elsewhere)
            {
                reasons[input.Job.ToInstanceId().Value] = elsewhere;
            }
            else if (await LackAsync(loader, input.Job, cancellationToken) is { } lack)
            {
                reasons[input.Job.ToInstanceId().Value] = lack;
                lacking.Add((input.Job, lack));
            }
        }
        _reasons = reasons.ToFrozenDictionary(StringComparer.Ordinal);
        return lacking;
    }

    private static async Task<string?> LackAsync(JobLoader loader, JobKey job, CancellationToken cancellationToken)
    {
        try
        {
            await loader.DocumentAsync(job, cancellationToken);
            return null;
        }
        catch (JobInvalidException e)
        {
            var shown = string.Join(" ", e.Problems.Select(p => p.Message).Distinct(StringComparer.Ordinal).Take(ShownProblems));
            return $"It does not go on in this process: {shown}";
        }
        catch (BlobNotFoundException)
        {
            // It fails by itself, and says so.
            return null;
        }
    }
}
