using DurableTask.Core.Entities.OperationFormat;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Durable.DurableTask;
using EntityId = DurableTask.Core.Entities.EntityId;

namespace Serverless.Azure.Tests.Adapter;

public sealed class EntityRunnerTests
{
    [Fact]
    public async Task Batch_OfOperations_KeepsStateAndAnswers()
    {
        var result = await RunAsync(new DurableRegistry().AddEntity("counter", new Counter()), "@counter@A", null, ("add", "2"), ("add", "3"), ("get", null));
        Assert.Equal("""{"value":5}""", result.EntityState);
        Assert.Equal(["2", "5", "5"], result.Results!.Select(r => r.Result));
    }

    [Fact]
    public async Task Batch_StateFromBefore_IsRead()
    {
        var result = await RunAsync(new DurableRegistry().AddEntity("counter", new Counter()), "@counter@A", """{"value":40}""", ("add", "2"));
        Assert.Equal("42", result.Results![0].Result);
    }

    [Fact]
    public async Task Operation_ThatDeletes_LeavesNoState()
    {
        var result = await RunAsync(new DurableRegistry().AddEntity("counter", new Counter()), "@counter@A", """{"value":40}""", ("delete", null));
        Assert.Null(result.EntityState);
    }

    [Fact]
    public async Task Operation_ThatThrows_RollsBackAndCarriesTheFlatRecord()
    {
        var registry = new DurableRegistry().Entity("careless", operation =>
        {
            operation.SetState(operation.Name);
            operation.Signal(new Durable.EntityId("counter", "x"), "add", 1);
            if (operation.Name == "bad") throw new PayloadTooLargeException("The file", 99_999);
        });
        var result = await RunAsync(registry, "@careless@K", null, ("good", null), ("bad", null));
        Assert.Equal("\"good\"", result.EntityState);
        Assert.Single(result.Actions!);
        var details = result.Results![1].FailureDetails!;
        var failure = FailureText.Read(new TaskFailureDetails(details.ErrorType, details.ErrorMessage, details.StackTrace, null, null));
        Assert.Equal(typeof(PayloadTooLargeException).FullName, failure.ErrorType);
        Assert.False(failure.IsRetriable);
    }

    [Fact]
    public async Task SendEvent_StartsTheRelayWithTheEvent()
    {
        var registry = new DurableRegistry().Entity("sender", operation => operation.SendEvent(new InstanceId("waiting"), "granted", operation.Id.Key));
        var result = await RunAsync(registry, "@sender@Key", null, ("go", null));
        var start = Assert.IsType<StartNewOrchestrationOperationAction>(Assert.Single(result.Actions!));
        Assert.Equal("SendEvent_v1", start.Name);
        Assert.StartsWith(EventRelay.IdPrefix, start.InstanceId, StringComparison.Ordinal);
        Assert.Equal("""{"instance":"waiting","name":"granted","payload":"Key"}""", start.Input);
    }

    [Fact]
    public async Task Entity_ThatTheHostLacks_FailsNamingWhatItHas()
    {
        var result = await RunAsync(new DurableRegistry().AddEntity("counter", new Counter()), "@absent@A", null, ("get", null));
        Assert.Contains("'absent'", result.Results![0].FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("counter", result.Results[0].FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    private static Task<EntityBatchResult> RunAsync(DurableRegistry registry, string instance, string? state, params (string Name, string? Input)[] operations)
    {
        var shims = new DurableTaskShimFactory(new DurableTaskWorkerOptions { EnableEntitySupport = true });
        var id = EntityId.FromString(instance);
        return shims.CreateEntity(new TaskName(id.Name), new EntityRunner(registry, TimeProvider.System), id).ExecuteOperationBatchAsync(new EntityBatchRequest
        {
            InstanceId = instance,
            EntityState = state,
            Operations = [.. operations.Select(o => new OperationRequest { Id = Guid.NewGuid(), Operation = o.Name, Input = o.Input })],
        });
    }
}
