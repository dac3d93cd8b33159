using Serverless.Storage.Local;
using Serverless.Store.Records;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Records;

public sealed class AttemptLogTests
{
    [Fact]
    public async Task Start_AfterAProcessThatDied_CountsItsDeath()
    {
        using var folder = new TempFolder();
        var log = LogIn(folder);

        Assert.Equal(0, (await log.StartAsync("job", Attempt("first"), canIsolate: false, default)).Deaths);
        Assert.Equal(1, (await log.StartAsync("job", Attempt("second"), canIsolate: false, default)).Deaths);
        Assert.Equal(2, (await log.StartAsync("job", Attempt("third"), canIsolate: false, default)).Deaths);
    }

    [Fact]
    public async Task Start_AgainInTheSameProcess_CountsNothing()
    {
        using var folder = new TempFolder();
        var log = LogIn(folder);
        await log.StartAsync("job", Attempt("one"), canIsolate: false, default);

        Assert.Equal(0, (await log.StartAsync("job", Attempt("one"), canIsolate: false, default)).Deaths);
    }

    [Fact]
    public async Task Start_AfterAProcessThatRanItIsolated_CountsNothingMore()
    {
        using var folder = new TempFolder();
        var log = LogIn(folder);
        await log.StartAsync("job", Attempt("first"), canIsolate: false, default);
        await log.StartAsync("job", Attempt("second"), canIsolate: true, default);

        Assert.Equal(1, (await log.StartAsync("job", Attempt("third"), canIsolate: false, default)).Deaths);
    }

    [Fact]
    public async Task Start_AfterAnEnd_CountsNothing()
    {
        using var folder = new TempFolder();
        var log = LogIn(folder);
        await log.StartAsync("job", Attempt("first"), canIsolate: false, default);
        await log.EndAsync("job", 0, 7, isCopy: false, default);

        Assert.Equal(0, (await log.StartAsync("job", Attempt("second"), canIsolate: false, default)).Deaths);
    }

    private static AttemptLog LogIn(TempFolder folder) => new(new LocalBlobAccount(folder.Path, TimeProvider.System).GetContainer("default"));

    private static AttemptRecord Attempt(string incarnation) => new(0, 7, 1, 1, "host", DateTimeOffset.UnixEpoch, "node[0]") { Incarnation = incarnation };
}
