namespace Serverless.Logic;

/// <summary>Names of the activities that the orchestrators call.</summary>
public static class ActivityNames
{
    public const string Resolve = "Resolve";

    public const string Plan = "Plan";

    public const string LoadStage = "LoadStage";

    public const string LoadBlock = "LoadBlock";

    public const string RunUnit = "RunUnit";

    public const string LookAtUnits = "LookAtUnits";

    public const string StopUnit = "StopUnit";

    public const string SendUnit = "SendUnit";

    public const string LookAtPool = "LookAtPool";

    public const string AppendEvents = "AppendEvents";

    public const string FinishJob = "FinishJob";

    public const string LookAtClaimant = "LookAtClaimant";
}
