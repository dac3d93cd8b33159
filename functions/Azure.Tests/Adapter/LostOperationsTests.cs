using Microsoft.DurableTask;
using Serverless.Durable;
using Serverless.Durable.DurableTask;

namespace Serverless.Azure.Tests.Adapter;

public sealed class LostOperationsTests
{
    [Theory]
    [InlineData("FunctionInvocationFailed", "Invocation of function 'cache-claims' failed with an exception.", true)]
    [InlineData("(unknown)", "Invocation of function 'cache-claims' failed with an exception.", true)]
    [InlineData("EntityFunctionNotFound", "There is no such function.", false)]
    [InlineData("System.InvalidOperationException", "refused", false)]
    public void IsOne_OfWhatTheExtensionSays(string type, string message, bool expected) =>
        Assert.Equal(expected, LostOperations.IsOne(new TaskFailureDetails(type, message, null, null, null)));

    [Fact]
    public void IsOne_OfAFailureOfOurCode_IsFalse() =>
        Assert.False(LostOperations.IsOne(new TaskFailureDetails("FunctionInvocationFailed", FailureText.Write(new FailureDetails("X", "refused")), null, null, null)));

    [Fact]
    public void Delays_OfAllAttempts_AreAQuarterOfAnHour()
    {
        var all = Enumerable.Range(1, LostOperations.MaxAttempts - 1).Aggregate(TimeSpan.Zero, static (sum, attempt) => sum + LostOperations.DelayAfter(attempt));
        Assert.InRange(all, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15));
    }
}
