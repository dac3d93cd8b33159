using Serverless.Jobs;
using Serverless.Store.Failures;
using static Serverless.Execution.Tests.Functions.BuiltInFixture;

namespace Serverless.Execution.Tests.Functions;

/// <summary>No process of a task outlives it, however it ends.</summary>
public sealed class ExecEndTests
{
    public static TheoryData<string, string, int> Sleepers => new()
    {
        { "sleeper", "echo $$ >> IDS; exec sleep 1000", 1 },
        { "deaf to SIGTERM", "trap '' TERM; echo $$ >> IDS; while :; do sleep 1; done", 1 },
        { "grandchild", "(sleep 1000 & echo $! >> IDS; wait) & echo $$ >> IDS; wait", 2 },
        { "deaf grandchild whose parent is not", "(trap '' TERM; sleep 1000 & echo $! >> IDS; wait) & echo $$ >> IDS; wait", 2 },
    };

    [Theory]
    [MemberData(nameof(Sleepers))]
    public async Task Exec_Cancelled_NothingOfItIsLeft(string what, string script, int count)
    {
        await using var fixture = new BuiltInFixture();
        using var cancel = new CancellationTokenSource();
        var running = fixture.Units.RunAsync(Exec($$"""{ "command": ["sh", "-c", "{{script.Replace("IDS", fixture.Of("ids"), StringComparison.Ordinal)}}"] }"""), "a", cancel.Token);
        var ids = await fixture.IdsAsync("ids", count);

        await cancel.CancelAsync();
        var (units, _) = await running;

        Assert.True(units[0].End == UnitEnd.Cancelled, what);
        await GoneAsync(ids);
        Assert.Empty(fixture.Units.Leftovers);
    }

    [Fact]
    public async Task Exec_LongerThanItsTimeout_FailsAndNothingOfItIsLeft()
    {
        await using var fixture = new BuiltInFixture();
        var failing = fixture.FailureAsync(Exec($$"""{ "command": ["sh", "-c", "trap '' TERM; echo $$ >> {{fixture.Of("ids")}}; sleep 1000"] }""", """{ "timeout": "1s" }"""));
        var ids = await fixture.IdsAsync("ids", 1);

        var failure = await failing;

        Assert.Equal(FailureKind.Timeout, failure.Kind);
        Assert.DoesNotContain("did not end when it was told to", failure.Message, StringComparison.Ordinal);
        await GoneAsync(ids);
    }

    [Fact]
    public async Task Exec_EndsBeforeWhatItStarted_ThatIsEndedToo()
    {
        await using var fixture = new BuiltInFixture();

        // The child holds standard output open: without its end the task would wait for it.
        Assert.Equal("\"done\\n\"", await fixture.ValueAsync(Exec($$"""{ "command": ["sh", "-c", "sleep 1000 & echo $! > {{fixture.Of("ids")}}; echo done"] }""")));

        await GoneAsync(await fixture.IdsAsync("ids", 1));
    }

    [Fact]
    public async Task Exec_UnwritableFolderLeft_IsRemoved()
    {
        await using var fixture = new BuiltInFixture();

        await fixture.ValueAsync(Exec("""{ "command": ["sh", "-c", "mkdir -p a/b; touch a/b/c; chmod 500 a/b a"] }"""));

        Assert.Empty(fixture.Units.Leftovers);
    }

    [Fact]
    public async Task Exec_ManyAtOnce_EachGetsItsOwn()
    {
        await using var fixture = new BuiltInFixture();
        var runs = Enumerable.Range(0, 24).Select(async i =>
        {
            await using var own = new BuiltInFixture();
            return await own.ValueAsync(Exec($$"""{ "command": ["sh", "-c", "cat; echo {{i}}"], "stdin": "{{i}} " }"""));
        });

        Assert.Equal(Enumerable.Range(0, 24).Select(i => $"\"{i} {i}\\n\""), await Task.WhenAll(runs));
    }
}
