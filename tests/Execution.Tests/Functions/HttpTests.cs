using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Graph.Functions;

namespace Serverless.Execution.Tests.Functions;

/// <summary><c>http.get</c> and <c>download</c> against a server: what comes back.</summary>
public sealed class HttpTests
{
    [Fact]
    public async Task Get_Text_IsAText()
    {
        await using var server = AnswerServer.Of("grüße\n", 200, ("Content-Type", "text/plain; charset=utf-8"));
        await using var fixture = new BuiltInFixture();

        Assert.Equal("grüße\n", (string)JsonNode.Parse(await fixture.ValueAsync($$""" "a": { "call": "http.get", "args": ["{{server.Url}}/x?q=1"] } """))!);
        Assert.Equal("/x?q=1", Assert.Single(server.Asked).Path);
    }

    [Fact]
    public async Task Get_MapOverAddresses_GivesTheirJson()
    {
        await using var server = new AnswerServer((context, _) => AnswerServer.TextAsync(context, $$"""{ "path": "{{context.Request.Url!.AbsolutePath}}" }"""));
        await using var fixture = new BuiltInFixture();

        Assert.Equal("""[{"path":"/1"},{"path":"/2"}]""", await fixture.ValueAsync($$"""
            "urls": { "items": ["{{server.Url}}/1", "{{server.Url}}/2"] },
            "a": { "map": "http.get", "over": "urls", "args": { "result": "json" } }
            """, count: 2, isCollection: true));
    }

    [Fact]
    public async Task Get_HeaderFromTheEnvironment_IsSentAndNotToAnotherServer()
    {
        Environment.SetEnvironmentVariable("HTTP_TEST_KEY", "open-sesame");
        await using var other = AnswerServer.Of("there");
        await using var server = new AnswerServer((context, _) => context.Request.Url!.AbsolutePath switch
        {
            "/own" => AnswerServer.TextAsync(context, "here"),
            "/to-own" => AnswerServer.TextAsync(context, "", 302, ("Location", "/own")),
            _ => AnswerServer.TextAsync(context, "", 307, ("Location", $"{other.Url}/x")),
        });
        await using var fixture = new BuiltInFixture();
        string Get(string path) => $$""" "a": { "call": "http.get", "args": ["{{server.Url}}{{path}}", { "Authorization": { "env": "HTTP_TEST_KEY" }, "Accept": "text/plain" }] } """;

        Assert.Equal("\"here\"", await fixture.ValueAsync(Get("/to-own")));
        Assert.Equal("\"there\"", await fixture.ValueAsync(Get("/away")));

        Assert.All(server.Asked, a => Assert.Equal("open-sesame", a.Headers["Authorization"]));
        var elsewhere = Assert.Single(other.Asked);
        Assert.Null(elsewhere.Headers["Authorization"]);
        Assert.Equal("text/plain", elsewhere.Headers["Accept"]);
    }

    [Fact]
    public async Task Download_ThatHasTheHash_IsStoredByIt()
    {
        var content = new string('x', 3_000_000);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        await using var server = AnswerServer.Of(content);
        await using var fixture = new BuiltInFixture();

        var stored = JsonNode.Parse(await fixture.ValueAsync($$""" "a": { "call": "download", "args": { "url": "{{server.Url}}", "sha256": "{{hash.ToUpperInvariant()}}" } } """))!;

        Assert.Equal($$"""{"name":"values/{{hash}}","length":3000000,"hash":"{{hash}}"}""", stored.ToJsonString());
        Assert.Equal(content, await fixture.ReadAsync($"values/{hash}"));
    }

    [Fact]
    public async Task Download_OfAnotherHash_FailsOnceAndStoresNothing()
    {
        await using var server = AnswerServer.Of("something else");
        await using var fixture = new BuiltInFixture();

        var failure = await fixture.FailureAsync($$""" "a": { "call": "download", "args": { "url": "{{server.Url}}/f", "sha256": "{{new string('0', 64)}}" }, "policy": { "retries": 3 } } """);

        Assert.Contains($"{server.Url}/f gave something else than what was wanted", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Asked);
        await foreach (var blob in fixture.Units.Stores.Blobs.ListAsync("values/", default)) Assert.Fail($"{blob.Name} was stored.");
    }

    [Fact]
    public async Task Get_AStream_IsReadByTheNextTask()
    {
        await using var server = AnswerServer.Of("n\n1\n41\n");
        await using var fixture = new BuiltInFixture();

        var (units, token) = await fixture.Units.RunAsync($$"""
            "file": { "call": "http.get", "args": { "url": "{{server.Url}}", "result": "stream" } },
            "t": { "call": "csv.read", "args": [{ "$ref": "file" }] },
            "a": { "call": "sql", "over": { "input": "t" }, "args": { "query": "SELECT sum(n)::INTEGER AS n FROM input" } }
            """, "a");

        Assert.All(units, u => Assert.Null(u.Failure));
        Assert.Equal(["42"], await fixture.Units.RowAsync(token));
    }

    [Fact]
    public async Task Get_ThisMachineWhereOnlyPublicAddressesAreAllowed_AsksNobody()
    {
        await using var server = AnswerServer.Of("internal");
        await using var fixture = new BuiltInFixture(JobPermissions.None);
        var named = server.Url.Replace("127.0.0.1", Environment.MachineName, StringComparison.Ordinal);

        // The second is a name that only a look-up shows to be this machine.
        foreach (var url in new[] { server.Url, named })
        {
            var failure = await fixture.FailureAsync($$""" "a": { "call": "http.get", "args": ["{{url}}/"] } """);
            Assert.True(failure.Message.Contains("Its operator can allow that", StringComparison.Ordinal) || (url == named && failure.Message.Contains("cannot be reached", StringComparison.Ordinal)), failure.Message);
        }
        Assert.Empty(server.Asked);
    }
}
