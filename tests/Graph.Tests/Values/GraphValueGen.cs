using FsCheck;
using FsCheck.Fluent;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Values;

/// <summary>Random values, from few enough leaves that equal ones meet.</summary>
internal static class GraphValueGen
{
    private static readonly GraphValue[] Leaves =
    [
        GraphValue.Null, GraphValue.Of(true), GraphValue.Of(false), GraphValue.Of(0), GraphValue.Of(1), GraphValue.Of(-1), GraphValue.Of(long.MaxValue),
        GraphValue.Of(long.MinValue), GraphValue.Of(1.0), GraphValue.Of(0.0), GraphValue.Of(-0.0), GraphValue.Of(double.NaN), GraphValue.Of(double.PositiveInfinity),
        GraphValue.Of(double.NegativeInfinity), GraphValue.Of(0.1), GraphValue.Of(1e300), GraphValue.Of(double.Epsilon), GraphValue.Of(1m), GraphValue.Of(1.0m),
        GraphValue.Of(123456789012345678901234567m), GraphValue.Of(""), GraphValue.Of("1"), GraphValue.Of("true"), GraphValue.Of("a\"\\\u0000ü€😀\n"),
        GraphValue.EmptyList, GraphValue.Map([]),
    ];

    public static Gen<GraphValue> Plain { get; } = Sized(Gen.Elements(Leaves), ["a", "b", "", "ä", "long key"]);

    /// <summary>Also references, as in arguments.</summary>
    public static Gen<GraphValue> WithRefs(params string[] nodes) =>
        Sized(Gen.OneOf(Gen.Elements(Leaves), Gen.Elements(nodes).Select(n => GraphValue.Ref(new NodeId(n)))), ["a", "b", "ä"]);

    private static Gen<GraphValue> Sized(Gen<GraphValue> leaf, string[] keys) => Gen.Sized(size => Tree(leaf, keys, Math.Min(3, size / 8)));

    private static Gen<GraphValue> Tree(Gen<GraphValue> leaf, string[] keys, int depth)
    {
        if (depth == 0) return leaf;
        var inner = Tree(leaf, keys, depth - 1);
        var list = Gen.ListOf(inner).Select(items => GraphValue.List([.. items.Take(4)]));
        var map = from chosen in Gen.SubListOf(keys)
                  from values in Gen.ArrayOf(inner, chosen.Count)
                  select GraphValue.Map(chosen.Zip(values, (k, v) => KeyValuePair.Create(k, v)));
        return Gen.OneOf(leaf, list, map);
    }
}
