using Serverless.Testing;

namespace Serverless.Execution.Tests.Tables;

public sealed class InputCacheTests
{
    [Fact]
    public void Inputs_OfACopyOfTheOptions_AreTheSameCache()
    {
        using var folder = new TempFolder();
        var options = new ExecutionOptions { ScratchFolder = folder.Path };

        // A unit's own copy, made before anybody has asked for the cache.
        var copy = options with { AllowLocalFiles = true };

        Assert.Same(copy.Inputs, options.Inputs);
    }
}
