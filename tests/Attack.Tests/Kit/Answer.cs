using System.Text.RegularExpressions;

namespace Serverless.Attack.Tests.Kit;

/// <summary>What a user got.</summary>
/// <param name="Status">Exit status; null: it did not end in time.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed partial record Answer(int? Status, string Output, string Errors)
{
    // Done, failed, wrong input, platform, cancelled.
    private static readonly int[] Promised = [0, 1, 2, 3, 130];

    public bool IsDone => Status == 0;

    /// <summary>What is wrong with it as an answer, whatever it says; null: nothing.</summary>
    public string? Fault() => this switch
    {
        { Status: null } => "hang",
        { Status: { } status } when !Promised.Contains(status) => $"exit status {status}",
        _ when Stack().Match(Errors) is { Success: true } stack => $"stack trace: {stack.Value.Trim()}",
        _ when Errors.Contains("Unhandled exception", StringComparison.Ordinal) || Errors.Contains("Fatal error", StringComparison.Ordinal) => "a crash is shown",
        _ when Errors.Contains("A fault of this program", StringComparison.Ordinal) => "an exception that nobody thought of",
        { Status: not 0 } when Errors.AsSpan().Trim().IsEmpty => "no word",
        _ => null,
    };

    public override string ToString() => $"status {(Status is { } status ? $"{status}" : "none")}\n{Tail(Output)}\n{Tail(Errors)}";

    private static string Tail(string text) => text.Length <= 3000 ? text : "…" + text[^3000..];

    [GeneratedRegex(@"^\s+at \S+\(.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Stack();
}
