using FsCheck;
using FsCheck.Fluent;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Values;

public sealed class GraphValueTests
{
    [Fact]
    public void Resolve_AnyValue_LeavesNoReferenceAndAllElse()
    {
        var values = GraphValueGen.WithRefs("x", "y").ToArbitrary();

        Prop.ForAll(values, value =>
        {
            var resolved = value.Resolve(node => GraphValue.Of($"value of {node}"));
            Assert.False(resolved.HasRefs);
            Assert.Equal(value.HasRefs, resolved != value);
            // Back again: the markers are the only difference.
            Assert.Equal(value, Back(resolved));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Map_KeyTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => GraphValue.Map([new("a", GraphValue.Of(1)), new("b", GraphValue.Of(2)), new("a", GraphValue.Of(1))]));

    [Fact]
    public void As_OtherKind_NamesBoth() =>
        Assert.Contains("String, not Integer", Assert.Throws<InvalidOperationException>(() => GraphValue.Of("1").AsInteger()).Message, StringComparison.Ordinal);

    private static GraphValue Back(GraphValue value) => value.Kind switch
    {
        GraphValueKind.String when value.AsString().StartsWith("value of ", StringComparison.Ordinal) => GraphValue.Ref(new NodeId(value.AsString()["value of ".Length..])),
        GraphValueKind.List => GraphValue.List([.. value.AsList().Select(Back)]),
        GraphValueKind.Map => GraphValue.Map(value.AsMap().Select(e => KeyValuePair.Create(e.Key, Back(e.Value)))),
        _ => value,
    };
}
