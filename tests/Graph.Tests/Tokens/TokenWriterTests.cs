using FsCheck;
using FsCheck.Fluent;
using Serverless.Graph.Tests.Values;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;
using Serverless.Testing.Properties;

namespace Serverless.Graph.Tests.Tokens;

public sealed class TokenWriterTests
{
    [Fact]
    public void Value_AnyTwo_SameTokenExactlyWhenSameText()
    {
        var pairs = GraphValueGen.Plain.Two().ToArbitrary();

        Prop.ForAll(pairs, pair => (TokenOf(pair.Item1) == TokenOf(pair.Item2)) == (Describe(pair.Item1) == Describe(pair.Item2)))
            .Check(FixedSeed.Cases(1500));
    }

    [Fact]
    public void Equals_AnyTwo_AgreesWithTokens()
    {
        var pairs = GraphValueGen.Plain.Two().ToArbitrary();

        Prop.ForAll(pairs, pair => pair.Item1.Equals(pair.Item2) == (TokenOf(pair.Item1) == TokenOf(pair.Item2))
                && (!pair.Item1.Equals(pair.Item2) || pair.Item1.GetHashCode() == pair.Item2.GetHashCode()))
            .Check(FixedSeed.Cases(1500));
    }

    [Fact]
    public void Value_LeavesOfDifferentTypes_AllDiffer()
    {
        GraphValue[] values =
        [
            GraphValue.Null, GraphValue.Of(false), GraphValue.Of(true), GraphValue.Of(0), GraphValue.Of(1), GraphValue.Of(0.0), GraphValue.Of(-0.0), GraphValue.Of(1.0),
            GraphValue.Of(1m), GraphValue.Of(1.0m), GraphValue.Of("1"), GraphValue.Of("true"), GraphValue.Of(""), GraphValue.EmptyList, GraphValue.Map([]), GraphValue.Of(double.NaN),
        ];

        Assert.Equal(values.Length, values.Select(TokenOf).Distinct().Count());
    }

    [Fact]
    public void Value_AnyNaN_SameToken() =>
        Assert.Equal(TokenOf(GraphValue.Of(double.NaN)), TokenOf(GraphValue.Of(BitConverter.Int64BitsToDouble(0x7FF8_0000_DEAD_BEEF))));

    [Fact]
    public void Value_MapInAnotherOrder_SameToken()
    {
        var entries = Gen.SubListOf("a", "b", "c", "ä", "B", "aa").SelectMany(keys => Gen.Shuffle(keys.ToArray()).Select(shuffled => (keys, shuffled))).ToArbitrary();

        Prop.ForAll(entries, pair => TokenOf(MapOf(pair.keys)) == TokenOf(MapOf(pair.shuffled))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Set_AnotherOrderOrRepeated_SameToken()
    {
        var members = Gen.ListOf(GraphValueGen.Plain).Select(values => values.ToArray()).ToArbitrary();

        Prop.ForAll(members, values => SetOf(values) == SetOf([.. values.Reverse(), .. values])).QuickCheckThrowOnFailure();
        Assert.NotEqual(SetOf([GraphValue.Of(1)]), SetOf([GraphValue.Of(1), GraphValue.Of(1.0)]));
    }

    [Fact]
    public void String_CutElsewhere_AnotherToken()
    {
        var texts = Gen.Elements("", "a", "ab", "abc", "b", "bc", "c", "\uD800", "\uDC00").Two().Two().ToArbitrary();

        Prop.ForAll(texts, t => (Strings(t.Item1) == Strings(t.Item2)) == (t.Item1 == t.Item2)).Check(FixedSeed.Cases(2000));
    }

    [Fact]
    public void Finish_PersistedForm_NeverChanges()
    {
        var value = GraphValue.Map(
        [
            new("b", GraphValue.List([GraphValue.Null, GraphValue.Of(true), GraphValue.Of(-7), GraphValue.Of(1.5), GraphValue.Of(2.50m)])),
            new("a", GraphValue.Of("äx")),
        ]);

        // Results are stored under tokens: a change here orphans all of them. Add a form with a new number instead of editing this.
        Assert.Equal("4c4e212e9ce372cf0a30ccc6cbd4e75c288fb9f1a3f7ff090cb48e016ad56f57", TokenOf(value).ToString());
    }

    [Fact]
    public void Parse_Token_RoundTripsAndRefusesOtherText()
    {
        var token = TokenOf(GraphValue.Of(42));

        Assert.Equal(token, Token.Parse(token.ToString()));
        Assert.Equal(string.CompareOrdinal(token.ToString(), default(Token).ToString()) > 0, token.CompareTo(default) > 0);
        Assert.False(Token.TryParse(token.ToString().ToUpperInvariant(), out _));
        Assert.Throws<FormatException>(() => Token.Parse("abc"));
    }

    private static Token TokenOf(GraphValue value)
    {
        var writer = new TokenWriter();
        writer.Value(value);
        return writer.Finish();
    }

    private static Token SetOf(GraphValue[] values)
    {
        var writer = new TokenWriter();
        writer.Set(values);
        return writer.Finish();
    }

    private static Token Strings((string, string) texts)
    {
        var writer = new TokenWriter();
        writer.String(texts.Item1);
        writer.String(texts.Item2);
        return writer.Finish();
    }

    private static GraphValue MapOf(IEnumerable<string> keys) => GraphValue.Map(keys.Select(k => KeyValuePair.Create(k, GraphValue.Of(k))));

    /// <summary>What a reader would call the value: another account of equality than the writer's.</summary>
    private static string Describe(GraphValue value) => value.Kind switch
    {
        GraphValueKind.List => $"[{string.Join(';', value.AsList().Select(Describe))}]",
        GraphValueKind.Map => $"{{{string.Join(';', value.AsMap().Select(e => $"<{e.Key}>={Describe(e.Value)}"))}}}",
        GraphValueKind.Double => $"double {(double.IsNegative(value.AsDouble()) && value.AsDouble() == 0 ? "-0" : value.AsDouble().ToString("R"))}",
        _ => $"{value.Kind} {value}",
    };
}
