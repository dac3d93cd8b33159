using Serverless.Durable;

namespace Serverless.Jobs;

/// <summary>
/// The names that histories carry. They are persisted: a change of an orchestrator that would replay differently raises its version here,
/// and running jobs of the old version are started anew from their ledgers.
/// </summary>
public static class LogicNames
{
    public static readonly LogicName Job = new("Job", 3);

    public static readonly LogicName Stage = new("Stage", 1);

    public static readonly LogicName Block = new("Block", 2);
}
