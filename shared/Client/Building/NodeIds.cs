using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>Stands for a name until <see cref="GraphNodes"/> gives one.</summary>
internal static class NodeIds
{
    public static NodeId Unnamed { get; } = new("_");
}
