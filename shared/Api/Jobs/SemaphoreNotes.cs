using Serverless.Durable;
using Serverless.Graph.Documents;
using Serverless.Semaphores;
using Serverless.Semaphores.State;

namespace Serverless.Api.Jobs;

/// <summary>Semaphores that a document's policies want, looked at when it is submitted: a name that is none fails the units that want it, hours later perhaps.</summary>
internal static class SemaphoreNotes
{
    /// <returns>A line for each that is not there, or has too low a limit.</returns>
    public static async Task<IReadOnlyList<string>> OfAsync(DurableClient client, string tenant, JobDocument document, CancellationToken cancellationToken)
    {
        var wanted = new SortedDictionary<string, (int Count, string Node)>(StringComparer.Ordinal);
        foreach (var node in document.Nodes)
        {
            // Most nodes of a large graph have no policy of their own.
            if (node.Policy is null && document.Policy is null) continue;
            foreach (var (name, count) in document.PolicyOf(node).Semaphores)
            {
                if (!wanted.TryGetValue(name, out var before) || before.Count < count) wanted[name] = (count, node.Id.Value);
            }
        }
        var notes = new List<string>();
        foreach (var (name, (count, node)) in wanted)
        {
            if (SemaphoreId.Problem(name) is not null) continue;
            var state = await client.GetEntityAsync<SemaphoreState>(new SemaphoreId(tenant, name).Entity, cancellationToken);
            if (state is null or { Limit: 0 }) notes.Add($"Node '{node}' wants semaphore '{name}', which is not there: its units fail until 'serverless semaphores set {name} --limit {Math.Max(count, 1)}' makes it.");
            else if (state.Limit < count) notes.Add($"Node '{node}' wants {count} leases of semaphore '{name}' together, whose limit is {state.Limit}: its units fail until 'serverless semaphores set {name} --limit {count} --resize' changes it.");
        }
        return notes;
    }
}
