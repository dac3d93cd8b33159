namespace Serverless.Execution.Kinds;

internal sealed class FilterRun : KindRun;
