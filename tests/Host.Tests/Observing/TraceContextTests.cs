using System.Diagnostics;
using Serverless.Durable;
using Serverless.Jobs.Tracing;

namespace Serverless.Host.Tests.Observing;

public sealed class TraceContextTests
{
    private const string Valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(Valid, "a=1", Valid, "a=1")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", null)]
    public void Parse_WhatACallerSent_IsPassedOn(string parent, string? state, string expected, string? expectedState)
    {
        var trace = TraceContext.Parse(parent, state)!;

        Assert.Equal((expected, expectedState), (trace.Parent, trace.State));
        Assert.Equal(expectedState, trace.ToParent().TraceState);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("something else")]
    public void Parse_WhatIsNone_CountsAsNone(string? parent) => Assert.Null(TraceContext.Parse(parent, null));

    [Fact]
    public void Parse_AStateTooLongToTravel_IsDropped() => Assert.Null(TraceContext.Parse(Valid, $"a={new string('x', TraceContext.MaxState)}")!.State);

    /// <summary>The field that it sets is .NET's own affair: this says when it has gone.</summary>
    [Fact]
    public void Ended_Span_HasTheIdThatItsPartsNamedBefore()
    {
        using var source = new ActivitySource("Serverless.Host.Tests.Observing");
        var written = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s == source,
            Sample = static (ref ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = written.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var trace = TraceContext.Parse(Valid, null)!;
        var (job, stage) = (new InstanceId("acme~j1"), new InstanceId("acme~j1:s0"));

        using (InstanceSpans.Ended(source, "stage", stage, job, trace, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(3)))
        {
        }

        var span = Assert.Single(written);
        Assert.Equal(InstanceSpans.ContextOf(stage, trace).SpanId, span.SpanId);
        Assert.Equal(InstanceSpans.ContextOf(job, trace).SpanId, span.ParentSpanId);
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", TimeSpan.FromSeconds(3)), (span.TraceId.ToString(), span.Duration));
        Assert.EndsWith($"-{span.SpanId}-01", span.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Ended_NotTraced_IsNothing()
    {
        using var source = new ActivitySource("Serverless.Host.Tests.Nobody");

        Assert.Null(InstanceSpans.Ended(source, "job", new InstanceId("acme~j1"), null, TraceContext.Parse(Valid, null), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));
    }
}
