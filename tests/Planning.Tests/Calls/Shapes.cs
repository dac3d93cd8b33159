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

    private static CallGraph Tree(int leaves)
    {
        var inputs = Enumerable.Range(0, leaves).Select(_ => Array.Empty<int>()).ToList();
        var level = Enumerable.Range(0, leaves).ToArray();
        while (level.Length > 1)
        {
            var first = inputs.Count;
            inputs.AddRange(level.Chunk(2));
            level = [.. Enumerable.Range(first, inputs.Count - first)];
        }
        return new CallGraph(inputs.Count, node => inputs[node]);
    }
}
