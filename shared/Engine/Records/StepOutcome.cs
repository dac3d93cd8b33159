using Serverless.Durable;

namespace Serverless.Engine.Records;

/// <summary>The orchestrator returned.</summary>
internal sealed record Complete(string? Output) : StepAction
{
    public override ActionKind Kind => ActionKind.Complete;

    public override string Identity => "the end";

    protected override void WriteBody(RecordBuffer to) => to.Text(Output);
}

/// <summary>The orchestrator threw, or broke a rule.</summary>
internal sealed record Fail(FailureDetails Failure) : StepAction
{
    public override ActionKind Kind => ActionKind.Fail;

    public override string Identity => "a failure";

    protected override void WriteBody(RecordBuffer to) => to.Failure(Failure);
}

/// <summary>The instance starts again with an empty history. Events that the code had received but not asked for go along.</summary>
internal sealed record ContinueAsNew(string? Input, IReadOnlyList<EventRaised> Carried) : StepAction
{
    public override ActionKind Kind => ActionKind.ContinueAsNew;

    public override string Identity => "a new beginning";

    public static ContinueAsNew ReadBody(ref RecordReader from)
    {
        var input = from.TextOrNull();
        var carried = new EventRaised[from.Count()];
        for (var i = 0; i < carried.Length; i++) carried[i] = new EventRaised(from.Text(), from.TextOrNull());
        return new ContinueAsNew(input, carried);
    }

    protected override void WriteBody(RecordBuffer to)
    {
        to.Text(Input);
        to.Int(Carried.Count);
        foreach (var carried in Carried)
        {
            to.Text(carried.Name);
            to.Text(carried.Payload);
        }
    }
}
