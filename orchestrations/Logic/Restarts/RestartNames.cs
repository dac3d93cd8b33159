using Serverless.Durable;

namespace Serverless.Logic.Restarts;

/// <summary>Names of what starts a job anew after an upgrade; persisted in histories.</summary>
public static class RestartNames
{
    /// <summary>One version for ever: it is what every later host must be able to finish.</summary>
    public static readonly LogicName Orchestration = new("RestartJob", 1);

    public const string Activity = "RestartJob";
}
