namespace Serverless.Execution.Kinds;

// What it does stands in its operation.
internal sealed class ShuffleRun : KindRun;
