using Serverless.Jobs;
using Serverless.Store.Failures;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Functions;

/// <summary><c>http.get</c> and <c>download</c> against a server that does not answer well.</summary>
public sealed class HttpFailureTests
{
    [Theory]
    [InlineData(404, 1)]
    [InlineData(401, 1)]
    [InlineData(408, 3)]
    [InlineData(429, 3)]
    [InlineData(500, 3)]
    [InlineData(503, 3)]
    public async Task Get_Status_IsTriedAgainWhereThatMayHelp(int status, int attempts)
    {
        Environment.SetEnvironmentVariable("HTTP_TEST_SECRET", "rosebud");
        await using var server = new AnswerServer((context, _) => AnswerServer.TextAsync(context, $"no\nway, {context.Request.Headers["X-Api-Key"]}", status));
        await using var fixture = new BuiltInFixture();

        var failure = await fixture.FailureAsync($$"""
            "a": { "call": "http.get", "args": ["{{server.Url}}/p?key=rosebud", { "X-Api-Key": { "env": "HTTP_TEST_SECRET" } }], "policy": { "retries": { "count": 2, "backoff": "1ms" } } }
            """);

        Assert.Equal(attempts, failure.Attempts);
        Assert.Equal(attempts, server.Asked.Count);
        Assert.Contains($"{server.Url}/p?… gave status {status}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(": no way, ***", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("rosebud", string.Join('\n', [failure.Message, .. failure.Log, .. failure.Errors.Select(e => e.Message)]), StringComparison.Ordinal);
    }

    /// <summary>A server may say what it was sent anywhere that people read.</summary>
    [Theory]
    [InlineData("reason")]
    [InlineData("body")]
    [InlineData("redirect")]
    [InlineData("json")]
    public async Task Get_ServerRepeatsTheSecret_IsMaskedWhereverItStands(string where)
    {
        Environment.SetEnvironmentVariable("HTTP_TEST_SECRET", "rosebud");
        await using var server = new AnswerServer((context, _) =>
        {
            var said = context.Request.Headers["X-Api-Key"]!;
            if (where == "reason") context.Response.StatusDescription = $"R {said}";
            return where switch
            {
                "redirect" => AnswerServer.TextAsync(context, "", 302, ("Location", $"ftp://{said}/{said}")),
                "json" => AnswerServer.TextAsync(context, $$"""{ "{{said}}": 1, "{{said}}": 2, """),
                "body" => AnswerServer.TextAsync(context, said, 400),
                _ => AnswerServer.TextAsync(context, "no", 400),
            };
        });
        await using var fixture = new BuiltInFixture();

        var failure = await fixture.FailureAsync($$"""
            "a": { "call": "http.get", "args": ["{{server.Url}}/p", { "X-Api-Key": { "env": "HTTP_TEST_SECRET" } }, "json"], "policy": { "retries": 0 } }
            """);

        Assert.Single(server.Asked);
        Assert.DoesNotContain("rosebud", string.Join('\n', [failure.Message, .. failure.Log, .. failure.Errors.Select(e => $"{e.Message} {e.Stack} {e.Trace}")]), StringComparison.Ordinal);
        if (where is "reason" or "body") Assert.Contains("***", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_BusyAndThenNot_WaitsAsAskedAndGivesTheAnswer()
    {
        var time = new ManualTime();
        var asked = new List<DateTimeOffset>();
        await using var server = new AnswerServer((context, n) =>
        {
            asked.Add(time.GetUtcNow());
            return n == 1 ? AnswerServer.TextAsync(context, "busy", 503, ("Retry-After", "17")) : AnswerServer.TextAsync(context, "ready");
        });
        await using var fixture = new BuiltInFixture();
        fixture.Units.Options = fixture.Units.Options with { Time = time };

        var running = fixture.ValueAsync($$""" "a": { "call": "http.get", "args": ["{{server.Url}}"], "policy": { "retries": { "count": 1, "backoff": "1s" } } } """);
        await Condition.WaitAsync("it has ended", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return running.IsCompleted;
        });

        Assert.Equal("\"ready\"", await running);
        Assert.InRange(asked[1] - asked[0], TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Get_NobodyListens_IsTriedAgain()
    {
        await using var fixture = new BuiltInFixture();

        var failure = await fixture.FailureAsync($$""" "a": { "call": "http.get", "args": ["http://127.0.0.1:{{Azurite.FreePort()}}/x"], "policy": { "retries": { "count": 1, "backoff": "1ms" } } } """);

        Assert.Equal(2, failure.Attempts);
        Assert.Contains("/x cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RedirectsInACircle_FailsOnce()
    {
        await using var server = AnswerServer.Of("", 302, ("Location", "/again"));
        await using var fixture = new BuiltInFixture();

        var failure = await fixture.FailureAsync($$""" "a": { "call": "http.get", "args": ["{{server.Url}}"], "policy": { "retries": 2 } } """);

        Assert.Contains("redirected for the 11th time", failure.Message, StringComparison.Ordinal);
        Assert.Equal(11, server.Asked.Count);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://me:hunter2@127.0.0.1/")]
    public async Task Get_RedirectsToWhatIsNoAddress_FailsOnce(string target)
    {
        await using var server = AnswerServer.Of("", 302, ("Location", target));
        await using var fixture = new BuiltInFixture();

        var failure = await fixture.FailureAsync($$""" "a": { "call": "http.get", "args": ["{{server.Url}}"] } """);

        Assert.Contains("redirects elsewhere", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http.get", """{ "url": "URL", "maxBytes": 9 }""", "more than 9")]
    [InlineData("http.get", """{ "url": "URL", "result": "json" }""", "gave no JSON value")]
    [InlineData("download", """{ "url": "URL", "maxBytes": 9 }""", "more than 9")]
    public async Task Fetch_NotWhatWasWanted_FailsOnce(string function, string args, string says)
    {
        await using var server = AnswerServer.Of("ten bytes!");
        await using var fixture = new BuiltInFixture();

        var failure = await fixture.FailureAsync($$""" "a": { "call": "{{function}}", "args": {{args.Replace("URL", server.Url, StringComparison.Ordinal)}}, "policy": { "retries": 2 } } """);

        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData("http.get")]
    [InlineData("download")]
    public async Task Fetch_CancelledWhileTheAnswerComes_Ends(string function)
    {
        AnswerServer? server = null;
        await using var slow = server = new AnswerServer(async (context, _) =>
        {
            context.Response.SendChunked = true;
            await context.Response.OutputStream.WriteAsync("begun"u8.ToArray());
            await context.Response.OutputStream.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, server!.Stop);
        });
        await using var fixture = new BuiltInFixture();
        using var cancel = new CancellationTokenSource();
        var running = fixture.Units.RunAsync($$""" "a": { "call": "{{function}}", "args": ["{{server.Url}}"] } """, "a", cancel.Token);
        await Condition.WaitAsync("it was asked", () => !server.Asked.IsEmpty);

        await cancel.CancelAsync();

        Assert.Equal(UnitEnd.Cancelled, (await running).Units[0].End);
        Assert.Empty(fixture.Units.Leftovers);
    }

    [Fact]
    public async Task Get_NoAnswerWithinItsTimeout_FailsAsTimeout()
    {
        AnswerServer? server = null;
        await using var slow = server = new AnswerServer((_, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, server!.Stop));
        await using var fixture = new BuiltInFixture();

        Assert.Equal(FailureKind.Timeout, (await fixture.FailureAsync($$""" "a": { "call": "http.get", "args": ["{{slow.Url}}"], "policy": { "timeout": "200ms" } } """)).Kind);
    }
}
