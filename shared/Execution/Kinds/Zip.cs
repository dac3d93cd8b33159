using Serverless.Execution.Programs.Steps;

namespace Serverless.Execution.Kinds;

internal sealed class ZipRun : KindRun
{
    public override ValueStep Step() => new ValueStep.Zip();
}
