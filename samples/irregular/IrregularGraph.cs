using Serverless.Client.Building;

namespace Serverless.Samples.Irregular;

/// <summary>
/// Calls that each depend on one of the two right before them and on any of the thousand before. No collection, no pattern:
/// what a search, a simulation or a build makes.
/// </summary>
public static class IrregularGraph
{
    /// <summary>Builds the graph and gives its last value.</summary>
    public static Delayed<long> Build(int nodes)
    {
        var graph = new JobGraph("irregular");
        var values = new Delayed<long>[nodes];
        var random = new Random(1);
        for (var i = 0; i < nodes; i++)
        {
            if (i < 16)
            {
                var seed = (long)i;
                values[i] = graph.Call(() => Steps.Start(seed));
                continue;
            }
            var (a, b) = Inputs(random, i);
            var (left, right) = (values[a], values[b]);
            values[i] = graph.Call(() => Steps.Mix(left, right));
        }
        return values[^1].Named("last");
    }

    /// <summary>The same in a plain loop.</summary>
    public static long Loop(int nodes)
    {
        var values = new long[nodes];
        var random = new Random(1);
        for (var i = 0; i < nodes; i++)
        {
            if (i < 16)
            {
                values[i] = Steps.Start(i);
                continue;
            }
            var (a, b) = Inputs(random, i);
            values[i] = Steps.Mix(values[a], values[b]);
        }
        return values[^1];
    }

    // The one right before, so that everything is needed by the last.
    private static (int A, int B) Inputs(Random random, int i) => (i - 1 - (i % 16 == 0 ? 0 : random.Next(Math.Min(i - 1, 2))), i - 1 - random.Next(Math.Min(i - 1, 1000)));
}
