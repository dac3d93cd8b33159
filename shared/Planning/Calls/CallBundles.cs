using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;
using Serverless.Planning.Kinds;

namespace Serverless.Planning.Calls;

/// <summary>
/// Which single calls of a document are carried together. A handful of calls are tasks of their own; where there are many, partitions of their graph become one
/// pipeline each, whose tasks are the calls.
/// </summary>
internal sealed class CallBundles
{
    /// <summary>Up to here every call is a pipeline of its own: shared between documents one by one, at a unit's cost each.</summary>
    public const int MostSingle = 8;

    /// <summary>Up to here only calls that cannot run at the same time are carried together.</summary>
    public const int Few = 64;

    private readonly int[] _pieceOf;
    private readonly bool[] _behind;

    private CallBundles(int[] partitionOf, bool[] behind, int[][] partitions, bool areFew)
    {
        AreFew = areFew;
        _pieceOf = partitionOf;
        _behind = behind;
        Partitions = partitions;
    }

    /// <summary>A partition of one call is that call as if there were no partitions: shared with documents that have fewer or other calls beside it.</summary>
    public bool AreFew { get; }

    /// <summary>Positions in the document, each partition in the order in which its calls run, partitions after those that they need.</summary>
    public int[][] Partitions { get; }

    /// <summary>The partition of a node; -1 for all that is no bundled call.</summary>
    public int PartitionOf(int node) => _pieceOf[node];

    /// <summary>Whether a node is a bundled call, or needs one.</summary>
    public bool IsBehind(int node) => _behind[node];

    /// <param name="document">The job.</param>
    /// <param name="isStored">Calls that are planned and needed.</param>
    public static CallBundles Of(JobDocument document, Func<int, bool> isStored)
    {
        var numbers = new int[document.Nodes.Count];
        Array.Fill(numbers, -1);
        var behind = new bool[document.Nodes.Count];
        var calls = Choose(document, isStored, numbers, behind);
        var partitionOf = new int[document.Nodes.Count];
        Array.Fill(partitionOf, -1);
        if (calls.Count <= MostSingle) return new CallBundles(partitionOf, behind, [], areFew: true);
        var areFew = calls.Count <= Few;
        var graph = new CallGraph(Inputs(document, calls, numbers));
        var order = LiveOrder.Of(graph);
        var cut = CallGraphPartitioner.Cut(graph, order, areFew ? PartitionCosts.OfFew : new PartitionCosts());
        for (var call = 0; call < calls.Count; call++) partitionOf[calls[call]] = cut.PartitionOf[call];
        return new CallBundles(partitionOf, behind, [.. cut.Partitions(order).Select(partition => Array.ConvertAll(partition, call => calls[call]))], areFew);
    }

    private static (int[] First, int[] Inputs) Inputs(JobDocument document, List<int> calls, int[] numbers)
    {
        var first = new int[calls.Count + 1];
        var inputs = new List<int>(calls.Count * 2);
        for (var call = 0; call < calls.Count; call++)
        {
            foreach (var dependency in document.Topology.Dependencies(calls[call]))
            {
                if (numbers[dependency] >= 0) inputs.Add(numbers[dependency]);
            }
            first[call + 1] = inputs.Count;
        }
        return (first, [.. inputs]);
    }

    // A call behind something else that is itself behind a bundled call stays out: a partition that needs what needs the partition would never start.
    private static List<int> Choose(JobDocument document, Func<int, bool> isStored, int[] numbers, bool[] behind)
    {
        var calls = new List<int>();
        var isTaken = Taken(document);
        foreach (var node in document.Topology.Order)
        {
            var (clean, any) = (true, false);
            foreach (var dependency in document.Topology.Dependencies(node))
            {
                clean &= (!behind[dependency] || numbers[dependency] >= 0) && !RefersOn(document, dependency);
                any |= behind[dependency];
            }
            if (clean && isStored(node) && !isTaken[node] && IsPlain(document, node))
            {
                numbers[node] = calls.Count;
                calls.Add(node);
                behind[node] = true;
            }
            else
            {
                behind[node] = any;
            }
        }
        return calls;
    }

    // A list in the document whose values are other nodes' is put together where it is used: by a task of its own.
    private static bool RefersOn(JobDocument document, int node) => KindPlans.Of(document.Nodes[node]).HoldsValues && document.Topology.Dependencies(node).Length > 0;

    private static bool IsPlain(JobDocument document, int node)
    {
        if (document.Nodes[node] is not CallNode { Over.IsEmpty: true, Policy: null, Keep: false }) return false;
        if (document.Binding(node).Function is not { Kind: FunctionKind.Value } function) return false;
        if (function.Result.Kind is DataTypeKind.Stream or DataTypeKind.Table || function.Parameters.Any(p => p.Type.Kind is DataTypeKind.Stream or DataTypeKind.Table)) return false;
        return true;
    }

    // Those whose elements somebody works on.
    private static bool[] Taken(JobDocument document)
    {
        var isTaken = new bool[document.Nodes.Count];
        for (var node = 0; node < isTaken.Length; node++)
        {
            foreach (var input in document.Nodes[node].Over) isTaken[document.Nodes.IndexOf(input.Node)] = true;
        }
        return isTaken;
    }
}
