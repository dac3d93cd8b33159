using Serverless.Durable;
using Serverless.Semaphores;

namespace Serverless.Logic.Semaphores;

/// <summary>
/// Waits at one semaphore. Nothing is outstanding while it does, so it continues as new now and then and waits as long as it takes. That a semaphore tells it is a hint that may
/// be lost: it asks again by itself, after a pause that is at most as long as it has waited.
/// </summary>
public sealed class SemaphoreWaitOrchestration : Orchestrator<WaitInput, SemaphoreAnswer>
{
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    // A round is some ten entries of the history; every step of Durable Task reads all of it.
    private const int Rounds = 16;

    public override async Task<SemaphoreAnswer> RunAsync(OrchestrationContext context, WaitInput input)
    {
        var semaphore = new EntityId(SemaphoreNames.Entity, input.Semaphore);
        var pause = input.Pause;
        Task? told = null;
        for (var round = 0; ; round++)
        {
            foreach (var reserved in input.Reserved)
                context.SignalEntity(new EntityId(SemaphoreNames.Entity, reserved.Semaphore), "keep", new SemaphoreAsk(new SemaphoreRequest.Keep(reserved.Id)));
            var answer = (await context.CallEntityAsync<SemaphoreAnswer>(semaphore, "acquire", new SemaphoreAsk(new SemaphoreRequest.Acquire(input.Waiter))))!;
            if (answer.Status != SemaphoreStatus.Waiting) return answer;
            if (input.Deadline <= context.Now)
            {
                // It may be granted at this very moment: then the reservation goes back.
                await context.CallEntityAsync<SemaphoreAnswer>(semaphore, "withdraw", new SemaphoreAsk(new SemaphoreRequest.Withdraw(input.Waiter.Id, input.Waiter.Key)));
                return new SemaphoreAnswer(SemaphoreStatus.TimedOut) { Message = "Nothing became free in time." };
            }
            if (round == Rounds)
            {
                context.ContinueAsNew(input with { Pause = pause });
                return answer;
            }
            told ??= context.WaitForEventAsync<bool>(SemaphoreNames.GrantEvent(input.Waiter.Id));
            using var stop = new CancellationTokenSource();
            if (await Task.WhenAny(told, context.CreateTimerAsync(Due(context.Now, input, pause), stop.Token)) == told)
            {
#pragma warning disable CA1849, MA0042 // CancelAsync would go on outside of this step; a timer that is not cancelled keeps the instance's history growing.
                stop.Cancel();
#pragma warning restore CA1849, MA0042
                told = null;
                continue;
            }
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static DateTimeOffset Due(DateTimeOffset now, WaitInput input, TimeSpan pause)
    {
        var due = now + (input.KeepEvery < pause ? input.KeepEvery.Value : pause);
        return input.Deadline < due ? input.Deadline.Value : due;
    }
}
