namespace Serverless.Execution.Kinds;

internal sealed class ReadRun : KindRun
{
    public override bool GivesTables => true;
}
