using Microsoft.Extensions.Logging;
using Serverless.Local.Logging;
using Serverless.Telemetry.Logging;

namespace Serverless.Local.Tests.Logging;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("AccountName=a;AccountKey=c2VjcmV0==;BlobEndpoint=http://x", "AccountName=a;AccountKey=***;BlobEndpoint=http://x")]
    [InlineData("GET https://x.blob.core.windows.net/c/b?sv=2024&sig=abc%2Fdef%3D&se=1 failed", "GET https://x.blob.core.windows.net/c/b?sv=2024&sig=***&se=1 failed")]
    [InlineData("SharedAccessSignature=sv=2024&sig=abc;next=1", "SharedAccessSignature=***&sig=***;next=1")]
    [InlineData("Authorization: Bearer eyJhbGciOi.abc-def", "Authorization: Bearer ***")]
    [InlineData("Authorization: SharedKey account:c2lnbmF0dXJl", "Authorization: SharedKey ***")]
    [InlineData("postgres://me:geheim@db/x", "postgres://***@db/x")]
    [InlineData("Host=db;Password=geheim;Database=x", "Host=db;Password=***;Database=x")]
    [InlineData("{\"apiKey\":\"geheim\",\"a\":1}", "{\"apiKey\":\"***\",\"a\":1}")]
    [InlineData("Unit 3 of stage 0 failed for good: userError in counts[3]", "Unit 3 of stage 0 failed for good: userError in counts[3]")]
    [InlineData("token of node 'a' is known; the key is there", "token of node 'a' is known; the key is there")]
    public void Hide_Text_HasNoSecretLeft(string text, string expected) => Assert.Equal(expected, Secrets.Hide(text));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Line_WithASecretAnywhere_HidesItEverywhere(bool isJson)
    {
        Secrets.Add("a-known-secret");
        var fault = new InvalidOperationException("with a-known-secret and\nAccountKey=abcdef inside");
        var entry = new LogEntry(DateTimeOffset.UnixEpoch, LogLevel.Error, "Serverless.Tests", new EventId(1, "Name"), "a-known-secret", [new("where", "a-known-secret")], fault);

        var line = LogText.Of(entry with { Event = new EventId(1) }, isJson ? LogFormat.Json : LogFormat.Console);

        Assert.DoesNotContain("a-known-secret", line, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef", line, StringComparison.Ordinal);
        Assert.Contains("***", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_InJson_IsOneLineWhateverIsInIt()
    {
        var entry = new LogEntry(DateTimeOffset.UnixEpoch, LogLevel.Warning, "Serverless.Tests", new EventId(7, "Name"), "two\nlines \"quoted\" ü", [new("count", 3), new("ratio", double.NaN), new("none", null)], null) { Trace = "t", Span = "s" };

        Assert.Equal(
            """{"time":"1970-01-01T00:00:00.000Z","level":"warning","category":"Serverless.Tests","event":7,"name":"Name","message":"two\nlines \"quoted\" ü","trace":"t","span":"s","values":{"count":3,"ratio":"NaN","none":null}}""",
            LogText.Of(entry, LogFormat.Json));
    }
}
