namespace Serverless.Execution.Kinds;

internal sealed class WriteRun : KindRun
{
    // What writes comes after all steps.
    public override bool HasStep => false;
}
