using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Values;

/// <summary>Values keep their kind on their way as JSON, and no one else sees how.</summary>
public sealed class ExactJsonTests
{
    [Fact]
    public void Read_OfWhatWasWritten_IsTheValueAndItsKind() =>
        Prop.ForAll(GraphValueGen.Plain.ToArbitrary(), value => ExactJson.Read(Exact(value)).Equals(value)).QuickCheckThrowOnFailure();

    [Fact]
    public void Plain_OfWhatWasWritten_IsTheJsonThatEverybodyKnows() =>
        Prop.ForAll(GraphValueGen.Plain.ToArbitrary(), value => Plain(Exact(value)) == JsonSerializer.Serialize(value, ClrValues.Json)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(3.0, "3.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1e16, "10000000000000000.0")]
    [InlineData(1e300, "1E+300")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(float.MaxValue, "3.4028235E+38")]
    [InlineData(0.1f, "0.1")]
    [InlineData(2f, "2.0")]
    [InlineData(double.NaN, "\"\\u004eaN\"")]
    [InlineData(double.NegativeInfinity, "\"-\\u0049nfinity\"")]
    [InlineData("NaN", "\"NaN\"")]
    [InlineData(3L, "3")]
    [InlineData(ulong.MaxValue, "18446744073709551615")]
    public void Write_SpellsTheKind(object value, string json) => Assert.Equal(json, Encoding.UTF8.GetString(Exact(value)));

    [Fact]
    public void Write_Decimals_HaveAMark()
    {
        Assert.Equal("[12.50e0,7e0,123456789012345678901234567]", Encoding.UTF8.GetString(Exact(new[] { 12.50m, 7m, 123456789012345678901234567m })));
        Assert.Equal([12.50m, 7m], (decimal[])ExactJson.Read("[12.50e0,7e0]"u8, typeof(decimal[]))!);
    }

    [Fact]
    public void Read_AsATypeOfAnotherKind_Converts()
    {
        Assert.Equal(3L, ExactJson.Read("3.0"u8, typeof(long)));
        Assert.Equal(3, ExactJson.Read("3e0"u8, typeof(int?)));
        Assert.Equal([3L, 4L], (long[])ExactJson.Read("[3.0,4]"u8, typeof(long[]))!);
        Assert.Equal(new Box(3, 1.5m, double.NaN), ExactJson.Read("{\"whole\":3.0,\"exact\":1.5,\"part\":\"\\u004eaN\"}"u8, typeof(Box)));
        Assert.Equal([1.5, double.PositiveInfinity], (double[])ExactJson.Read("[1.5e0,\"\\u0049nfinity\"]"u8, typeof(double[]))!);
        Assert.ThrowsAny<JsonException>(() => ExactJson.Read("3.5"u8, typeof(long)));
    }

    [Fact]
    public void Json_InObjectsOfUsers_IsPlain()
    {
        var json = "{\"a\":3.0,\"b\":1.50e0,\"c\":\"\\u004eaN\"}"u8;

        Assert.Equal(3, ((JsonElement)ExactJson.Read(json, typeof(JsonElement))!).GetProperty("a").GetInt64());
        Assert.Equal("1.50", ((JsonNode)ExactJson.Read(json, typeof(JsonNode))!)["b"]!.ToJsonString());
        Assert.Equal("NaN", ((JsonElement)((Dictionary<string, object>)ExactJson.Read(json, typeof(Dictionary<string, object>))!)["c"]).GetString());
    }

    [Fact]
    public void Json_OfUsers_HasTheKindsOfADocument()
    {
        // Neither text nor an exponent that somebody else wrote is a mark of ours.
        using var theirs = JsonDocument.Parse("""{"text":"\u004eaN","double":12e0,"whole":1}""");

        foreach (var value in new[] { ClrValues.FromClr(theirs.RootElement), ExactJson.Read(Exact(theirs.RootElement)) })
        {
            Assert.True(value.TryGet("text", out var text) && text == GraphValue.Of("NaN"));
            Assert.True(value.TryGet("double", out var number) && number == GraphValue.Of(12.0));
            Assert.True(value.TryGet("whole", out var whole) && whole == GraphValue.Of(1));
        }
    }

    [Fact]
    public void FromClr_NumbersInsideOfObjects_KeepTheirKind()
    {
        var value = ClrValues.FromClr(new { Whole = 3.0, Part = -0.0, None = double.NaN, Exact = 2m, Any = (object)4.0 });

        foreach (var (name, expected) in new[] { ("whole", GraphValue.Of(3.0)), ("part", GraphValue.Of(-0.0)), ("none", GraphValue.Of(double.NaN)), ("exact", GraphValue.Of(2m)), ("any", GraphValue.Of(4.0)) })
            Assert.True(value.TryGet(name, out var found) && found == expected, $"{name} is {found.Kind} {found}");
    }

    [Fact]
    public void Write_AMemberThatHasAHandlingOfItsOwn_IsStillAsItSays()
    {
        var box = new Handled { Named = double.NaN, Nothing = null, ByKey = new() { [1.5] = 2 } };

        var back = (Handled)ExactJson.Read(Exact(box), typeof(Handled))!;

        Assert.True(double.IsNaN(back.Named) && back.Nothing is null && back.ByKey[1.5] == 2);
    }

    private static byte[] Exact(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), ExactJson.Options);

    private static string Plain(byte[] exact)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) ExactJson.WritePlain(exact, writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private sealed record Box(long Whole, decimal Exact, double Part);

    private sealed class Handled
    {
        [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
        public double Named { get; set; }

        public double? Nothing { get; set; }

        public Dictionary<double, int> ByKey { get; set; } = [];
    }
}
