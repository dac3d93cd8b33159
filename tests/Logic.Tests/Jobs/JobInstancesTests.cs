using Serverless.Durable;
using Serverless.Jobs;

namespace Serverless.Logic.Tests.Jobs;

/// <summary>Ids that histories carry: they are what they always were.</summary>
public sealed class JobInstancesTests
{
    private static readonly InstanceId Job = JobInstances.Of("acme", "nightly");

    public static TheoryData<InstanceId, string> Golden => new()
    {
        { Job, "acme~nightly" },
        { JobInstances.StageOf(Job, 12), "acme~nightly:s12" },
        { JobInstances.BlockOf(JobInstances.StageOf(Job, 0), 3, 1), "acme~nightly:s0:b3" },
        { JobInstances.BlockOf(JobInstances.StageOf(Job, 0), 3, 2), "acme~nightly:s0:b3.2" },
        { JobInstances.ClaimWaitOf(Job, 0), "acme~nightly:c0" },
        { JobInstances.LeaseCallOf(JobInstances.BlockOf(JobInstances.StageOf(Job, 0), 3, 1), 4, 0), "acme~nightly:s0:b3:w4.0" },
        { JobInstances.RestartOf(Job, new DateTimeOffset(17, TimeSpan.Zero)), "acme~nightly:restart.17" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Ids_OfEveryPart_AreAsHistoriesHaveThem(InstanceId id, string expected) => Assert.Equal(expected, id.Value);

    [Theory]
    [InlineData("acme~nightly", "acme", "nightly")]
    [InlineData("acme~nightly:s0", null, null)]
    [InlineData("acme", null, null)]
    [InlineData("a~b~c", null, null)]
    public void JobOf_Instance_IsTheJobThatItRuns(string instance, string? tenant, string? job) =>
        Assert.Equal(tenant is null ? null : new JobKey(tenant, job!), JobInstances.JobOf(new InstanceId(instance)));
}
