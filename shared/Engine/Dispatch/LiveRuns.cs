using Serverless.Durable;
using Serverless.Engine.Orchestrations;

namespace Serverless.Engine.Dispatch;

/// <summary>Orchestrators whose code is in memory, the least recently stepped dropped first: they come back by replay.</summary>
internal sealed class LiveRuns(int limit)
{
    private readonly Dictionary<InstanceId, LinkedListNode<OrchestrationRun>> _byId = [];
    private readonly LinkedList<OrchestrationRun> _byUse = new();

    public int Count => _byId.Count;

    public OrchestrationRun? Find(InstanceId id) => _byId.TryGetValue(id, out var node) ? node.Value : null;

    /// <summary>Keeps a run as the most recently stepped one.</summary>
    public void Keep(OrchestrationRun run)
    {
        if (_byId.TryGetValue(run.Instance, out var node))
        {
            node.Value = run;
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return;
        }
        _byId.Add(run.Instance, _byUse.AddLast(run));
        if (_byId.Count > limit) Drop(_byUse.First!.Value.Instance);
    }

    public void Drop(InstanceId id)
    {
        if (_byId.Remove(id, out var node)) _byUse.Remove(node);
    }
}
