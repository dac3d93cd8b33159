using Serverless.Attack.Tests.Kit;
using Serverless.Testing;

namespace Serverless.Attack.Tests.Attacks;

/// <summary>kill -9 at any moment, of the process that a user started or of the one that it started, until the job is done.</summary>
internal sealed class KillAttack : IAttack
{
    private const int MostKills = 8;
    private const int Pause = 60;

    public string? Problem => null;

    public async Task<Blow> StrikeAsync(Random random, CancellationToken cancellationToken)
    {
        using var target = new Target();
        var recorded = new Dictionary<long, int>();
        for (var kills = 0; ; kills++)
        {
            var isLast = kills == MostKills;
            var (answer, isKilled) = await LiveAsync(target, isLast ? null : random, cancellationToken);
            foreach (var (task, runs) in recorded)
            {
                if (target.RunsOf(task) != runs) return Blow.Broken($"task {task} was recorded and ran again: {runs} runs became {target.RunsOf(task)}", answer) with { Strikes = kills };
            }
            if (isKilled)
            {
                foreach (var (task, runs) in await target.RecordedAsync()) recorded.TryAdd(task, runs);
                continue;
            }
            if (Target.FaultOf(answer) is { } fault || !answer.IsDone) return Blow.Broken(Target.FaultOf(answer) ?? "a killed job does not come to its end", answer) with { Strikes = kills };
            return new Blow("right") { Strikes = kills };
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A random moment of a life; the whole life without one.
    private static async Task<(Answer Answer, bool IsKilled)> LiveAsync(Target target, Random? random, CancellationToken cancellationToken)
    {
        using var run = target.StartRun(Pause);
        if (random is not null)
        {
            await Moment.OfAsync(run, random, 100, 2500);
            var workers = Children.Of(run.Id);
            if (random.Next(3) == 0 && workers is [var worker, ..])
            {
                // The one who supervises starts another one: the same command comes to its end.
                Children.Kill(worker);
            }
            else if (!run.HasExited)
            {
                await run.KillAsync();
                await Condition.WaitAsync("its child has noticed", () => workers.All(w => !Children.Lives(w)));
                return (new Answer(130, run.Output, run.Errors), true);
            }
        }
        return (await Target.EndAsync(run), false);
    }
}
