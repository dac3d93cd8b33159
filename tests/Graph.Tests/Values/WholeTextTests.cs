using System.Text.Json;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Values;

public sealed class WholeTextTests
{
    // No theory: an attribute's texts are UTF-8, in which these cannot be.
    [Fact]
    public void Json_HalfOfASurrogatePair_IsRefusedAndNeverReplaced()
    {
        foreach (var text in new[] { "\ud800", "a\udc00", "\ud83d\ud83d\ude42", "\ud83d\ude42\ud83d" })
        {
            Assert.Throws<JsonException>(() => JsonSerializer.Serialize(text, ClrValues.Json));
            Assert.Throws<JsonException>(() => JsonSerializer.Serialize(new Dictionary<string, int> { [text] = 1 }, ClrValues.Json));
            Assert.Throws<JsonException>(() => JsonSerializer.Serialize(new { Name = text }, ClrValues.Json));
            Assert.Throws<JsonException>(() => JsonSerializer.Serialize(GraphValue.Of(text), ClrValues.Json));
            Assert.Throws<JsonException>(() => ClrValues.FromClr(new[] { text }));
        }
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
