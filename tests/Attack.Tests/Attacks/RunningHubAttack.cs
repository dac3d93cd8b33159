using Serverless.Attack.Tests.Kit;

namespace Serverless.Attack.Tests.Attacks;

/// <summary>One byte below the data folder of a job that runs is not what was written.</summary>
internal sealed class RunningHubAttack : IAttack
{
    private const int Pause = 60;

    public string? Problem => null;

    public async Task<Blow> StrikeAsync(Random random, CancellationToken cancellationToken)
    {
        using var target = new Target();
        Flip? flip = null;
        Answer answer;
        using (var run = target.StartRun(Pause))
        {
            await Moment.OfWorkAsync(run, target);
            await Moment.OfAsync(run, random, 1, 1500);
            if (!run.HasExited) flip = Flip.Any(target.Data, random);
            answer = await Target.EndAsync(run);
        }
        if (Target.FaultOf(answer) is { } fault) return Blow.Broken($"{flip}: {fault}", answer);
        var (again, mended) = await target.FinishAsync();
        if (Target.FaultOf(again) is { } wrong) return Blow.Broken($"{flip}: run again: {wrong}", $"{again}\n--- first ---\n{answer}");
        if (!again.IsDone) return Blow.Broken($"{flip}: it cannot be run again, and no word helps", $"{again}\n--- first ---\n{answer}");
        return new Blow(flip is null ? "nothing hit" : $"{(answer.IsDone ? "right" : "failed in words")}{(mended ? ", mended" : "")}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
