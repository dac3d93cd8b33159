using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Values;

public sealed class ClrValuesTests
{
    public static TheoryData<object?> Samples { get; } =
    [
        null, true, 5, 5L, (short)5, (byte)5, 1.5, 1.5f, double.NaN, double.PositiveInfinity, 1.50m, "text", 'c', DayOfWeek.Friday, new DateOnly(2030, 1, 31),
        new DateTimeOffset(2030, 1, 31, 6, 0, 0, TimeSpan.FromHours(1)), TimeSpan.FromSeconds(90), Guid.Parse("11111111-2222-3333-4444-555555555555"), new Sample("a", [1, 2], DayOfWeek.Monday),
        new Dictionary<string, long>(StringComparer.Ordinal) { ["x"] = 1 }, new[] { 1.5, double.NaN }, ulong.MaxValue,
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void ToClr_OfFromClr_IsTheValue(object? value)
    {
        var type = value?.GetType() ?? typeof(string);

        var back = ClrValues.ToClr(ClrValues.FromClr(value), type);

        if (value is Sample sample) Assert.Equal((sample.Name, sample.Day), (((Sample)back!).Name, ((Sample)back).Day));
        else Assert.Equal(value, back);
    }

    [Fact]
    public void FromClr_SetFilledInAnotherOrder_IsTheSameValue()
    {
        var words = Enumerable.Range(0, 50).Select(i => $"word {i}").ToList();
        var (one, two) = (words.ToHashSet(StringComparer.Ordinal), words.AsEnumerable().Reverse().ToHashSet(StringComparer.Ordinal));

        Assert.NotEqual(one.ToList(), two.ToList());
        Assert.Equal(ClrValues.FromClr(one), ClrValues.FromClr(two));
        Assert.Equal(ClrValues.FromClr(new Bag(one)), ClrValues.FromClr(new Bag(two)));
        Assert.True(one.SetEquals((HashSet<string>)ClrValues.ToClr(ClrValues.FromClr(two), typeof(HashSet<string>))!));
        Assert.True(one.SetEquals(((Bag)ClrValues.ToClr(ClrValues.FromClr(new Bag(two)), typeof(Bag))!).Words));
    }

    [Fact]
    public void ToClr_WiderType_Converts()
    {
        Assert.Equal(5.0, ClrValues.ToClr(GraphValue.Of(5), typeof(double)));
        Assert.Equal(5, ClrValues.ToClr(GraphValue.Of(5), typeof(int?)));
        Assert.Null(ClrValues.ToClr(GraphValue.Null, typeof(int?)));
        Assert.Equal(5m, ClrValues.ToClr(GraphValue.Of(5), typeof(decimal)));
        Assert.Equal([1L, 2L], Assert.IsType<IReadOnlyList<long>>(ClrValues.ToClr(GraphValue.List([GraphValue.Of(1), GraphValue.Of(2)]), typeof(IReadOnlyList<long>)), exactMatch: false));
    }

    [Fact]
    public void ToClr_ReferenceLeft_NamesIt()
    {
        var value = GraphValue.List([GraphValue.Ref(new NodeId("seed"))]);

        Assert.Contains("'seed'", Assert.Throws<InvalidOperationException>(() => ClrValues.ToClr(value, typeof(long[]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromClr_NothingOfItIsPublic_IsRefusedWithTheType()
    {
        foreach (var value in new object[] { new Sealed(1), new[] { new Sealed(1) }, new Holder(new Sealed(1)), new List<IMark> { new Mark(1) } })
        {
            var error = Assert.Throws<NotSupportedException>(() => ClrValues.FromClr(value));
            Assert.Contains("nothing public", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(GraphValue.Map([]), ClrValues.FromClr(new Nothing()));
    }

    [Fact]
    public void ToClr_OfFromClr_KeepsFieldsAndWhatHasNoPublicSetter()
    {
        Assert.Equal((7, "a"), Back((7, "a")));
        var open = Back(new Open(5) { Field = 3 });
        Assert.Equal((5, 3, 4), (open.Own, open.Field, open.Only));
        Assert.NotEqual(ClrValues.FromClr(new Open(5)), ClrValues.FromClr(new Open(6)));

        static T Back<T>(T value) => (T)ClrValues.ToClr(ClrValues.FromClr(value), typeof(T))!;
    }

    private interface IMark;

    private sealed class Mark(int state) : IMark
    {
        public override string ToString() => $"{state}";
    }

    private sealed class Sealed(int state)
    {
        public override string ToString() => $"{state}";
    }

    private sealed record Holder(Sealed Inner);

    private sealed record Nothing;

    private sealed class Open
    {
        public Open()
        {
        }

        public Open(int own)
        {
            Own = own;
            Only = own - 1;
        }

        public int Own { get; private set; }

        public int Only { get; }

#pragma warning disable CA1051 // What is tested.
        public int Field;
#pragma warning restore CA1051
    }

    private sealed record Bag(IReadOnlySet<string> Words);

    public sealed record Sample(string Name, int[] Numbers, DayOfWeek Day);
}
