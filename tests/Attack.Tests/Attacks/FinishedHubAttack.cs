using Serverless.Attack.Tests.Kit;

namespace Serverless.Attack.Tests.Attacks;

/// <summary>One byte of a finished hub, log or blobs, is not what was written; its user goes on as if nothing were.</summary>
internal sealed class FinishedHubAttack : IAttack
{
    private static readonly string[][] Verbs = [["list"], ["cache", "collect", "--dry-run"], ["datasets"], ["cache", "status"], ["explain", "{job}"]];

    private Target? _finished;

    public string? Problem => null;

    public async Task<Blow> StrikeAsync(Random random, CancellationToken cancellationToken)
    {
        _finished ??= await FinishedAsync();
        using var target = _finished.Copy();
        if (Flip.Any(target.Data, random) is not { } flip) return new Blow("nothing hit");
        var verb = Verbs[random.Next(Verbs.Length)].Select(v => v.Replace("{job}", Path.Combine(target.Path, "job.json"), StringComparison.Ordinal)).ToArray();
        var looked = await target.CallAsync(verb);
        if (looked.Fault() is { } fault) return Blow.Broken($"{flip}: '{string.Join(' ', verb)}': {fault}", looked);
        var (answer, mended) = await target.FinishAsync();
        if (Target.FaultOf(answer) is { } wrong) return Blow.Broken($"{flip}: run: {wrong}", answer);
        // A dataset's log is the truth: what it said cannot be guessed, and the answer says what helps.
        if (!answer.IsDone && Target.NamesDamage(answer)) return new Blow("a damaged log, named");
        if (!answer.IsDone) return Blow.Broken($"{flip}: it cannot be run again, and no word helps", answer);
        return new Blow(mended ? "mended" : looked.IsDone ? "right" : "right, after a refusal in words");
    }

    public ValueTask DisposeAsync()
    {
        _finished?.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static async Task<Target> FinishedAsync()
    {
        var target = new Target();
        var answer = await target.RunAsync();
        return Target.FaultOf(answer) is null && answer.IsDone ? target : throw new InvalidOperationException($"The undisturbed job fails: {answer}");
    }
}
