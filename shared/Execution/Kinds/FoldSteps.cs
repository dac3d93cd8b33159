using Serverless.Planning.Pipelines;
using Serverless.Store.Operations;

namespace Serverless.Execution.Kinds;

/// <summary>Which step of its fold a pipeline is.</summary>
internal static class FoldSteps
{
    /// <returns>Whether it sees elements, and not what a level before it made; whether it gives the node's result.</returns>
    public static (bool IsFirst, bool IsLast) PlaceOf(Pipeline pipeline) => (pipeline.Sources[0].Node != pipeline.Fold, pipeline.Level == 0);

    /// <summary>Of a node that is no fold: whether it takes buckets of rows, or all rows; or samples them, or tells bounds.</summary>
    public static OperationStep OfEach(Pipeline pipeline, string node) =>
        pipeline is { Level: > 0, Fold: null } && pipeline.Node == node ? (pipeline.Level == 1 ? OperationStep.Sample : OperationStep.Bounds)
        : pipeline.Each.FirstOrDefault() == node && pipeline.Sources.Any(s => s.SpreadOver is not null) ? OperationStep.Bucket : OperationStep.Only;

    public static OperationStep Of(Pipeline pipeline)
    {
        var (isFirst, isLast) = PlaceOf(pipeline);
        return Of(isFirst, isLast);
    }

    public static OperationStep Of(bool isFirst, bool isLast) => (isFirst, isLast) switch
    {
        (true, true) => OperationStep.Only,
        (true, _) => OperationStep.First,
        (_, true) => OperationStep.Last,
        _ => OperationStep.Further,
    };
}
