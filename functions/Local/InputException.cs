namespace Serverless.Local;

/// <summary>What the user gave is wrong; the message says how to mend it. Exit status 2.</summary>
internal sealed class InputException(string message) : Exception(message)
{
    /// <summary>What code says of an argument that users gave, in their words: they know of no parameters.</summary>
    public static InputException Of(Exception error, string what = "") =>
        new(what + (error is ArgumentException { ParamName: { } name } ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : error.Message));
}
