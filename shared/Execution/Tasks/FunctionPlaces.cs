using Serverless.Graph.Functions;
using Serverless.Planning.Pipelines;

namespace Serverless.Execution.Tasks;

/// <summary>The places of a pipeline's functions. Found once for a unit, so that a task only takes what is there.</summary>
internal sealed class FunctionPlaces
{
    private readonly FunctionPlace _task;
    private readonly Dictionary<string, FunctionPlace> _others = new(StringComparer.Ordinal);

    public FunctionPlaces(Pipeline pipeline)
    {
        _task = new FunctionPlace(PlaceIndex.Task, NodePlace.SeedOf(pipeline.Token), pipeline.Count);
        foreach (var place in pipeline.Places)
        {
            var index = !pipeline.Calls.IsEmpty ? PlaceIndex.Only : pipeline.Each.Contains(place.Node, StringComparer.Ordinal) ? PlaceIndex.Element : PlaceIndex.Task;
            _others[place.Node] = new FunctionPlace(index, place.Seed, place.Count);
        }
    }

    /// <returns>Null: the function does not look at it.</returns>
    public FunctionPlace? Of(string node, FunctionDescriptor? function) =>
        function is not { SeesPosition: true } ? null : _others.GetValueOrDefault(node, _task);
}
