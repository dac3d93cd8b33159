using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class LimitConformance : DurableConformance
{
    private static string Large { get; } = new('x', DurableLimits.PayloadBytes + 1);

    [Fact]
    public async Task Payload_AtTheLimit_Passes()
    {
        var text = new string('x', DurableLimits.PayloadBytes - 2);
        var registry = new DurableRegistry()
            .Activity("echo", (string s) => s)
            .Orchestration("Main", async (OrchestrationContext context, string s) => await context.CallActivityAsync<string>("echo", s));
        Assert.Equal(text, (await RunAsync(registry, Inline.V1("Main"), text)).ReadOutput<string>());
    }

    [Fact]
    public async Task Payload_TooLarge_FailsSayingWhatToDo()
    {
        var registry = new DurableRegistry()
            .Activity("echo", (string s) => s)
            .Activity("large", (string s) => Large)
            .Orchestration("Input", async (OrchestrationContext context, string s) => await context.CallActivityAsync<string>("echo", Large))
            .Orchestration("Result", async (OrchestrationContext context, string s) => await context.CallActivityAsync<string>("large", s, new RetryPolicy { MaxAttempts = 9 }))
            .Orchestration("Output", (OrchestrationContext context, string s) => Task.FromResult(Large))
            .Orchestration("Status", (OrchestrationContext context, string s) =>
            {
                context.SetCustomStatus(Large);
                return Task.FromResult(s);
            });
        var client = await Hub.StartAsync(registry);
        foreach (var name in new[] { "Input", "Result", "Output", "Status" })
        {
            await client.StartAsync(Inline.V1(name), "s", new InstanceId(name), None);
            var state = await Hub.EndAsync(new InstanceId(name));
            Assert.Equal(InstanceStatus.Failed, state.Status);
            Assert.Contains("Put the data in a blob", state.Failure!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Payload_TooLargeFromTheClient_Throws()
    {
        var client = await Hub.StartAsync(new DurableRegistry().Orchestration("Main", (OrchestrationContext context, string s) => Task.FromResult(s)));
        var thrown = await Assert.ThrowsAsync<PayloadTooLargeException>(() => client.StartAsync(Inline.V1("Main"), Large, Id, None));
        Assert.Contains("16,384", thrown.Message, StringComparison.Ordinal);
        Assert.Null(await client.GetAsync(Id, None));
    }
}
