using Serverless.Durable;

namespace Serverless.Logic;

/// <summary>
/// The names that histories carry. They are persisted: a change of an orchestrator that would replay differently raises its version here,
/// and running jobs of the old version are started anew from their ledgers.
/// </summary>
public static class LogicNames
{
    public static readonly LogicName Job = new("Job", 1);

    public static readonly LogicName Stage = new("Stage", 1);

    public static readonly LogicName Block = new("Block", 1);
}

/// <summary>Names of the activities that the orchestrators call.</summary>
public static class ActivityNames
{
    public const string Resolve = "Resolve";

    public const string Plan = "Plan";

    public const string LoadStage = "LoadStage";

    public const string LoadBlock = "LoadBlock";

    public const string RunUnit = "RunUnit";

    public const string AppendEvents = "AppendEvents";

    public const string FinishJob = "FinishJob";
}
