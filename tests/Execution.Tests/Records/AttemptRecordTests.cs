using Serverless.Store.Records;

namespace Serverless.Execution.Tests.Records;

public sealed class AttemptRecordTests
{
    [Fact]
    public void After_KilledAgainAndAgainWhileIsolated_CountsOnlyTheDeathInTheCommonProcess()
    {
        var attempt = Attempt("first");

        foreach (var process in (string[])["second", "third", "fourth"]) attempt = Attempt(process).After(attempt, canIsolate: true);

        Assert.Equal((1, true), (attempt.Deaths, attempt.IsIsolated));
    }

    [Fact]
    public void After_NoProcessOfItsOwnToBeHad_CountsEachDeath()
    {
        var attempt = Attempt("first");

        foreach (var process in (string[])["second", "third"]) attempt = Attempt(process).After(attempt, canIsolate: false);

        Assert.Equal((2, false), (attempt.Deaths, attempt.IsIsolated));
    }

    private static AttemptRecord Attempt(string process) => new(1, 0, 1, 1, "host", DateTimeOffset.UnixEpoch, "m[0]") { Incarnation = process };
}
