namespace Functions1.Tests;

public sealed class GreetingsTests
{
    // A task function is a method: no context and no host is needed to call it.
    [Fact]
    public void Of_AName_GreetsIt() => Assert.Equal("Hello, Ada!", Greetings.Of("Ada"));
}
