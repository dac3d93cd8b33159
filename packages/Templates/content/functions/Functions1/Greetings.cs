namespace Functions1;

public static class Greetings
{
    // Documents call it greetings.of. Raise the version when the result becomes another one: until then results are used again.
    [TaskFunction(Version = "1")]
    public static string Of(string name) => $"Hello, {name}!";
}
