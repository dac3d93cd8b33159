using Serverless.Durable;
using Serverless.Logic.Waiting;
using Serverless.Semaphores;
using Serverless.Semaphores.State;

namespace Serverless.Logic.Semaphores;

/// <summary>
/// Waits at one semaphore. Nothing is outstanding while it does, so it continues as new now and then and waits as long as it takes. That a semaphore tells it is a hint that may
/// be lost: it asks again by itself, after a pause that is at most as long as it has waited.
/// </summary>
public sealed class SemaphoreWaitOrchestration : Orchestrator<WaitInput, SemaphoreAnswer>
{
    public override async Task<SemaphoreAnswer> RunAsync(OrchestrationContext context, WaitInput input)
    {
        var semaphore = new EntityId(SemaphoreNames.Entity, input.Semaphore);
        var wait = new HintedWait(context, SemaphoreNames.GrantEvent(input.Waiter.Id), input.Pause);
        while (true)
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
            if (wait.IsLong)
            {
                context.ContinueAsNew(input with { Pause = wait.Pause });
                return answer;
            }
            await wait.RunAsync(Due(context.Now, input, wait.Pause));
        }
    }

    private static DateTimeOffset Due(DateTimeOffset now, WaitInput input, TimeSpan pause)
    {
        var due = now + (input.KeepEvery < pause ? input.KeepEvery.Value : pause);
        return input.Deadline < due ? input.Deadline.Value : due;
    }
}
