using System.Collections.Frozen;
using Serverless.Activities;
using Serverless.Api.Jobs;
using Serverless.Durable;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Storage;

namespace Serverless.Local.Hosting;

/// <summary>
/// Unfinished jobs of a hub that this process does not go on with: those of which it lacks functions, which would only fail here, and those that it is not there for.
/// They stay as they are until a process comes that can.
/// </summary>
internal sealed class JobHolds
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

    /// <summary>Looks at the unfinished jobs of all tenants. To be called before any step runs.</summary>
    /// <param name="client">Of the opened engine.</param>
    /// <param name="loader">With the functions of this process.</param>
    /// <param name="isElsewheres">Why a job is not this process's; null: it is.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>Those that lack something here, for people.</returns>
    public async Task<IReadOnlyList<(JobKey Job, string Reason)>> FindAsync(DurableClient client, JobLoader loader, Func<JobInput, string?>? isElsewheres, CancellationToken cancellationToken)
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        var lacking = new List<(JobKey Job, string Reason)>();
        foreach (var input in await JobSubmitter.UnfinishedAsync(client, tenant: null, cancellationToken))
        {
            if (isElsewheres?.Invoke(input) is { } elsewhere)
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
            return $"It does not go on in this process: {shown} Name the functions that it was submitted with by --functions.";
        }
        catch (BlobNotFoundException)
        {
            // It fails by itself, and says so.
            return null;
        }
    }
}
