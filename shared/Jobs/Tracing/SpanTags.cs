namespace Serverless.Jobs.Tracing;

/// <summary>Names of the attributes of spans. Dashboards know them.</summary>
public static class SpanTags
{
    public const string Tenant = "serverless.tenant";

    public const string Job = "serverless.job";

    public const string JobName = "serverless.job.name";

    public const string Stage = "serverless.stage";

    public const string Block = "serverless.block";

    public const string Unit = "serverless.unit";

    public const string Attempt = "serverless.attempt";

    public const string Node = "serverless.node";

    /// <summary>Tasks that ran.</summary>
    public const string Tasks = "serverless.tasks";

    /// <summary>Tasks that were found recorded.</summary>
    public const string FoundTasks = "serverless.tasks.found";

    public const string Units = "serverless.units";

    /// <summary>How it ended, as in <c>done</c>.</summary>
    public const string End = "serverless.end";

    /// <summary>What failed first, by its kind.</summary>
    public const string FailureKind = "serverless.failure.kind";
}
