using Microsoft.DurableTask;
using Serverless.Durable;
using Serverless.Durable.DurableTask;

namespace Serverless.Azure.Tests.Adapter;

public sealed class FailureTextTests
{
    private static readonly FailureDetails Failure = new("Some.Type", "first: second", "at A\nat B", new FailureDetails("Inner", "why: because \"of\" ü"), IsRetriable: false);

    [Fact]
    public void Read_WhatWasWritten_IsTheSameRecord() =>
        Assert.Equal(Failure, FailureText.Read(new TaskFailureDetails("(unknown)", FailureText.Write(Failure), null, null, null)));

    [Fact]
    public void Read_MessageCutAtItsColon_IsTheSameRecord()
    {
        var text = FailureText.Write(Failure);
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        Assert.Equal(Failure, FailureText.Read(new TaskFailureDetails(text[..colon], text[(colon + 2)..], null, null, null)));
    }

    [Fact]
    public void Read_BehindWhatOthersPutBefore_IsTheSameRecord() =>
        Assert.Equal(Failure, FailureText.Read(new TaskFailureDetails("X", "Task 'a' (#1) failed with an unhandled exception: " + FailureText.Write(Failure), null, null, null)));

    [Fact]
    public void Read_FailureOfDurableTaskItself_KeepsItsChain()
    {
        var failure = FailureText.Read(new TaskFailureDetails("T", "lost", "stack", new TaskFailureDetails("I", "inner", null, null, null), null));
        Assert.Equal(("T", "lost", "stack", "inner"), (failure.ErrorType, failure.Message, failure.StackTrace!, failure.Inner!.Message));
        Assert.True(failure.IsRetriable);
    }

    [Fact]
    public void Read_Nothing_SaysTerminated() => Assert.Contains("terminated", FailureText.Read(null).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_DeepChainOfLongTexts_StaysUnderItsLimit()
    {
        var failure = new FailureDetails("T", new string('m', 2_000), new string('s', 2_000));
        for (var i = 0; i < 8; i++) failure = new FailureDetails("T", new string('m', 2_000), new string('s', 2_000), failure);
        var text = FailureText.Write(failure);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(text), 1, DurableLimits.PayloadBytes);
        Assert.Equal(failure.Message, FailureText.Read(new TaskFailureDetails("X", text, null, null, null)).Message);
    }
}
