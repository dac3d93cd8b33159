using System.Globalization;
using Serverless.Durable;

namespace Serverless.Jobs;

/// <summary>
/// The grammar of instance ids, all of it: <c>tenant~job</c> runs a job, <c>:s0</c> behind it a stage, <c>:b3</c> behind that a block, <c>.2</c> its second
/// attempt. What an instance asks others to do for it, it numbers: <c>:c0</c> waits for a claim, <c>:w4.0</c> asks for the leases of unit 4. Ids are persisted:
/// what is made here never changes.
/// </summary>
public static class JobInstances
{
    private const char OfTenant = '~';

    /// <summary>The instance that runs a job.</summary>
    public static InstanceId Of(string tenant, string job) => new($"{tenant}{OfTenant}{job}");

    /// <summary>What the ids of all jobs of a tenant begin with.</summary>
    public static string PrefixOf(string tenant) => $"{tenant}{OfTenant}";

    /// <summary>The stage of a job's instance.</summary>
    public static InstanceId StageOf(InstanceId job, int stage) => Below(job, $"s{stage}");

    /// <summary>The block of a stage's instance.</summary>
    /// <param name="stage">The stage's instance.</param>
    /// <param name="block">Ordinal within the stage.</param>
    /// <param name="attempt">From 1.</param>
    public static InstanceId BlockOf(InstanceId stage, int block, int attempt) => Below(stage, attempt > 1 ? $"b{block}.{attempt}" : (FormattableString)$"b{block}");

    /// <summary>The n-th wait of an instance for what another job has claimed.</summary>
    public static InstanceId ClaimWaitOf(InstanceId waits, int number) => Below(waits, $"c{number}");

    /// <summary>The n-th call of an instance to a semaphore, for the leases of a unit.</summary>
    /// <param name="asks">The instance that asks.</param>
    /// <param name="unit">For which of its requests.</param>
    /// <param name="call">Which call.</param>
    public static InstanceId LeaseCallOf(InstanceId asks, int unit, int call) => Below(asks, $"w{unit}.{call}");

    /// <summary>The instance that starts another version's job anew, once for each time that it was made.</summary>
    public static InstanceId RestartOf(InstanceId job, DateTimeOffset createdAt) => Below(job, $"restart.{createdAt.UtcTicks}");

    /// <summary>The job that an instance runs; null when it runs none, or a part of one.</summary>
    public static JobKey? JobOf(InstanceId instance) =>
        instance.Value.Split(OfTenant) is [{ Length: > 0 } tenant, { Length: > 0 } job] && !job.Contains(':', StringComparison.Ordinal) ? new JobKey(tenant, job) : null;

    private static InstanceId Below(InstanceId instance, FormattableString part) => new($"{instance}:{part.ToString(CultureInfo.InvariantCulture)}");
}
