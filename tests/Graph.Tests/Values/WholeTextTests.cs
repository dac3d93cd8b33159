using System.Text.Json;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Values;

public sealed class WholeTextTests
{
    [Theory]
    [InlineData("\ud800")]
    [InlineData("a\udc00")]
    [InlineData("\ud83d\ud83d\ude42")]
    [InlineData("\ud83d\ude42\ud83d")]
    public void Json_HalfOfASurrogatePair_IsRefusedAndNeverReplaced(string text)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize(text, ClrValues.Json));
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize(new Dictionary<string, int> { [text] = 1 }, ClrValues.Json));
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize(new { Name = text }, ClrValues.Json));
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize(GraphValue.Of(text), ClrValues.Json));
        Assert.Throws<JsonException>(() => ClrValues.FromClr(new[] { text }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("grüße 🙂🙂")]
    [InlineData("\ufffd")]
    public void Json_WholeText_IsItself(string text)
    {
        Assert.Equal(text, JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(text, ClrValues.Json), ClrValues.Json));
        Assert.Equal(text, JsonSerializer.Deserialize<Dictionary<string, string>>(JsonSerializer.Serialize(new Dictionary<string, string> { [text] = text }, ClrValues.Json), ClrValues.Json)![text]);
    }
}
