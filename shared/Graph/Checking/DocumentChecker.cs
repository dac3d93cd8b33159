using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Checking;

/// <summary>Finds what every name of a draft means, and everything that is wrong with it.</summary>
internal sealed class DocumentChecker(JobDraft draft, FunctionCatalog functions, ProblemList problems, bool isStored)
{
    private readonly Node[] _nodes = draft.Nodes.AsSpan().ToArray();
    private readonly Dictionary<string, int> _index = new(draft.Nodes.Length, StringComparer.Ordinal);
    private readonly List<int> _targets = new(draft.Nodes.Length);
    private readonly int[] _lastSource = new int[draft.Nodes.Length];

    /// <summary>The document; null when there are problems.</summary>
    public JobDocument? Check()
    {
        var list = new NodeList(_nodes, _index);
        IndexNames();
        var topology = Topology.Create(_nodes.Length, Resolve(), out var cycle);
        if (topology is null) ReportCycle(cycle);
        CheckOutputs();
        if (draft.Name.Length > 0 && !Names.IsJob(draft.Name)) problems.Add(ProblemRules.Name, JsonPath.Root["name"], $"The job's name is '{draft.Name}'; it must be {Names.JobRule}.");
        for (var i = 0; i < draft.After.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(draft.After[i])) problems.Add(ProblemRules.Value, JsonPath.Root["after"][i], "after must name job files.");
        }
        var bindings = new NodeBinding[_nodes.Length];
        Array.Fill(bindings, NodeBinding.Nothing);
        var binder = new NodeBinder(new BindingScope(list, bindings, functions, problems));
        for (var i = 0; i < _nodes.Length; i++)
        {
            // In a document with a cycle there is no order in which types are known; names are still checked.
            var at = topology is null ? i : topology.Order[i];
            if (_nodes[at] is InvalidNode) continue;
            bindings[at] = binder.Bind(_nodes[at]);
        }
        if (topology is not null && !isStored) WriteOrderChecks.Check(_nodes, topology, problems);
        return topology is not null && problems.IsEmpty ? new JobDocument(draft, list, bindings, topology) : null;
    }

    private void IndexNames()
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (!_index.TryAdd(_nodes[i].Id.Value, i)) problems.Add(ProblemRules.Duplicate, _nodes[i].Path, $"Two nodes are named '{_nodes[i].Id}'.");
        }
        if (_nodes.Length == 0) problems.Add(ProblemRules.Missing, JsonPath.Root["nodes"], "A job needs at least one node.");
    }

    private Edges Resolve()
    {
        var starts = new int[_nodes.Length + 1];
        for (var i = 0; i < _nodes.Length; i++)
        {
            var node = _nodes[i];
            for (var o = 0; o < node.Over.Length; o++) AddEdge(i, node.Over[o].Node, node, "over", o);
            for (var a = 0; a < node.After.Length; a++) AddEdge(i, node.After[a], node, "after", a);
            if (node.Args.Kind >= GraphValueKind.List) AddReferences(i, node.Args);
            foreach (var (_, value) in node.Values) AddReferences(i, value);
            starts[i + 1] = _targets.Count;
        }
        return new Edges(starts, [.. _targets]);
    }

    private void AddEdge(int source, NodeId target, Node node, string property, int at)
    {
        if (_index.TryGetValue(target.Value, out var found))
        {
            AddEdge(source, found);
            return;
        }
        var path = node.Path[property];
        if (property == "after" || (node.Over.Length > 1 && node.Over[at].Alias is null)) path = path[at];
        else if (node.Over[at].Alias is { } alias) path = path[alias];
        ReportUnknown(path, target);
    }

    private void AddEdge(int source, int target)
    {
        // Sources come in order, so the last source of a target tells whether the edge is there already.
        if (_lastSource[target] == source + 1) return;
        _lastSource[target] = source + 1;
        _targets.Add(target);
    }

    private void AddReferences(int source, GraphValue value)
    {
        switch (value.Kind)
        {
            case GraphValueKind.Ref when _index.TryGetValue(value.AsRef().Value, out var target):
                AddEdge(source, target);
                break;
            case GraphValueKind.List:
                foreach (var item in value.AsList())
                {
                    if (item.Kind >= GraphValueKind.List) AddReferences(source, item);
                }
                break;
            case GraphValueKind.Map:
                foreach (var entry in value.AsMap())
                {
                    if (entry.Value.Kind >= GraphValueKind.List) AddReferences(source, entry.Value);
                }
                break;
        }
    }

    private void CheckOutputs()
    {
        var seen = new HashSet<NodeId>();
        for (var i = 0; i < draft.Outputs.Length; i++)
        {
            var output = draft.Outputs[i];
            if (!_index.ContainsKey(output.Value)) ReportUnknown(JsonPath.Root["outputs"][i], output);
            else if (!seen.Add(output)) problems.Add(ProblemRules.Duplicate, JsonPath.Root["outputs"][i], $"The output '{output}' occurs twice.");
        }
        if (draft.Outputs.IsEmpty && _nodes.Length > 0) problems.Add(ProblemRules.Missing, JsonPath.Root["outputs"], "A job needs at least one output: the nodes whose results are wanted.");
    }

    private void ReportUnknown(JsonPath path, NodeId name) =>
        problems.Add(ProblemRules.UnknownNode, path, $"There is no node '{name}'.", Spelling.Nearest(name.Value, _index.Keys));

    private void ReportCycle(int[] cycle)
    {
        const int Most = 12;
        var names = cycle.Select(i => _nodes[i].Id.Value).ToList();
        if (names.Count > Most) names = [.. names.Take(Most / 2), $"... {names.Count - Most} more ...", .. names.TakeLast(Most / 2)];
        problems.Add(ProblemRules.Cycle, _nodes[cycle[0]].Path, $"The nodes need each other in a circle, so none can be first: {string.Join(" -> ", names)}.");
    }
}
