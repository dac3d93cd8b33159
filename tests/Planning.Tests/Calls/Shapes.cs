using Serverless.Planning.Calls;

namespace Serverless.Planning.Tests.Calls;

/// <summary>The shapes of Task Bench and their kin. The same formulas made the graphs whose live results dask.order was asked for.</summary>
internal static class Shapes
{
    public static CallGraph Of(string shape, int width, int height) => shape switch
    {
        "noComm" => Grid(width, height, (_, i) => [i]),
        "stencil" => Grid(width, height, (_, i) => [.. new[] { i - 1, i, i + 1 }.Where(j => j >= 0 && j < width)]),
        // Each row needs half of the one before, as Task Bench has its trees.
        "binary" => Grid(width, height, (_, i) => [i / 2]),
        "butterfly" => Grid(width, height, (t, i) => [i, i ^ (1 << ((t - 1) % int.Log2(width)))]),
        "random" => Random(width, height),
        "forkJoin" => ForkJoin(width, height),
        "tree" => Tree(width * height),
        // Early results, each shared by a few neighbours, and a reduction over all.
        "sharedInputs" => SharedInputs(width, height),
        // A mean, and then something of each against the mean.
        "twoReductions" => TwoReductions(width),
        // Several reductions of the same results.
        "manyReductions" => ManyReductions(width, height),
        // Each two neighbours, and a reduction over all.
        "neighbours" => Reduced(width, Enumerable.Range(0, width - 1).Select(i => new[] { i, i + 1 })),
        // Each cell of a product of matrices is a reduction; rows and columns are shared.
        "products" => Products(width),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "No such shape."),
    };

    /// <summary>Any graph: each node needs up to three before it.</summary>
    public static CallGraph Any(int seed, int count)
    {
        var random = new Random(seed);
        var inputs = Enumerable.Range(0, count).Select(node => Enumerable.Range(0, node == 0 ? 0 : random.Next(4)).Select(_ => node - 1 - random.Next(Math.Min(node, 20))).ToArray()).ToArray();
        return new CallGraph(count, node => inputs[node]);
    }

    private static CallGraph Grid(int width, int height, Func<int, int, int[]> before) => new(width * height, node =>
    {
        var (t, i) = (node / width, node % width);
        return t == 0 ? [] : before(t, i).Select(j => ((t - 1) * width) + j);
    });

    private static CallGraph Random(int width, int height)
    {
        var state = (ulong)((width * 1000) + height);
        int Next(int below)
        {
            state = unchecked((state * 6364136223846793005) + 1442695040888963407);
            return (int)((state >> 33) % (ulong)below);
        }

        return Grid(width, height, (_, _) =>
        {
            var count = 1 + Next(3);
            return [.. Enumerable.Range(0, count).Select(_ => Next(width)).Distinct().Order()];
        });
    }

    private static CallGraph ForkJoin(int width, int height)
    {
        var round = width + 2;
        return new CallGraph(round * height, node => (node % round, node / round * round) switch
        {
            (0, 0) => [],
            (0, var fork) => [fork - 1],
            var (place, fork) when place <= width => [fork],
            (_, var fork) => Enumerable.Range(fork + 1, width),
        });
    }

    /// <summary>The same graph with other numbers.</summary>
    /// <param name="keepsOrder">Whether each node has a greater number than its inputs.</param>
    public static CallGraph Renumber(CallGraph graph, Random random, bool keepsOrder)
    {
        var order = Enumerable.Range(0, graph.Count).ToArray();
        random.Shuffle(order);
        if (keepsOrder)
        {
            var open = Enumerable.Range(0, graph.Count).Select(n => graph.Inputs(n).Length).ToArray();
            var ready = new PriorityQueue<int, int>(order.Where(n => open[n] == 0).Select(n => (n, random.Next())));
            for (var at = 0; ready.TryDequeue(out var node, out _); at++)
            {
                order[at] = node;
                foreach (var user in graph.Users(node))
                {
                    if (--open[user] == 0) ready.Enqueue(user, random.Next());
                }
            }
        }
        var number = new int[graph.Count];
        for (var at = 0; at < order.Length; at++) number[order[at]] = at;
        return new CallGraph(graph.Count, node =>
        {
            int[] inputs = [.. graph.Inputs(order[node]).ToArray().Select(i => number[i])];
            random.Shuffle(inputs);
            return inputs;
        });
    }

    private static CallGraph Tree(int leaves) => Reduced(leaves, []);

    // Nodes without inputs, nodes over those, and a binary reduction over the last of them.
    private static CallGraph Reduced(int sources, IEnumerable<int[]> over)
    {
        var inputs = Enumerable.Range(0, sources).Select(_ => Array.Empty<int>()).ToList();
        inputs.AddRange(over);
        Reduce(inputs, inputs.Count == sources ? [.. Enumerable.Range(0, sources)] : [.. Enumerable.Range(sources, inputs.Count - sources)]);
        return Graph(inputs);
    }

    private static CallGraph SharedInputs(int width, int share)
    {
        var groups = Math.Max(1, width / share);
        return Reduced(groups, Enumerable.Range(0, width).Select(i => new[] { Math.Min(i / share, groups - 1) }));
    }

    private static CallGraph TwoReductions(int width)
    {
        var inputs = Enumerable.Range(0, width).Select(_ => Array.Empty<int>()).ToList();
        var mean = Reduce(inputs, [.. Enumerable.Range(0, width)]);
        var first = inputs.Count;
        inputs.AddRange(Enumerable.Range(0, width).Select(i => new[] { i, mean }));
        Reduce(inputs, [.. Enumerable.Range(first, width)]);
        return Graph(inputs);
    }

    private static CallGraph ManyReductions(int width, int reductions)
    {
        var inputs = Enumerable.Range(0, width).Select(_ => Array.Empty<int>()).ToList();
        for (var reduction = 0; reduction < reductions; reduction++)
        {
            var first = inputs.Count;
            inputs.AddRange(Enumerable.Range(0, width).Select(i => new[] { i }));
            Reduce(inputs, [.. Enumerable.Range(first, width)]);
        }
        return Graph(inputs);
    }

    private static CallGraph Products(int width)
    {
        var inputs = Enumerable.Range(0, 2 * width * width).Select(_ => Array.Empty<int>()).ToList();
        for (var cell = 0; cell < width * width; cell++)
        {
            var first = inputs.Count;
            inputs.AddRange(Enumerable.Range(0, width).Select(k => new[] { (cell / width * width) + k, (width * width) + (k * width) + (cell % width) }));
            Reduce(inputs, [.. Enumerable.Range(first, width)]);
        }
        return Graph(inputs);
    }

    private static int Reduce(List<int[]> inputs, int[] level)
    {
        while (level.Length > 1)
        {
            var first = inputs.Count;
            inputs.AddRange(level.Chunk(2));
            level = [.. Enumerable.Range(first, inputs.Count - first)];
        }
        return level[0];
    }

    private static CallGraph Graph(List<int[]> inputs) => new(inputs.Count, node => inputs[node]);
}
