using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Local.Tests.Tutorial;

/// <summary>A block of the tutorial.</summary>
/// <param name="Language">As <c>sh</c>.</param>
/// <param name="Mark">What stands after it, as <c>file=job.json</c> or <c>exit=1</c>; empty: nothing.</param>
/// <param name="Text">Its lines.</param>
internal sealed record TutorialBlock(string Language, string Mark, string Text)
{
    /// <summary>The file that it is; null: it is none.</summary>
    public string? File => Mark.StartsWith("file=", StringComparison.Ordinal) ? Mark["file=".Length..] : null;

    public int ExitStatus => Mark == "exit=1" ? 1 : 0;
}

/// <summary>What a reader does, in the order of the page.</summary>
internal static partial class TutorialPage
{
    public static string Path => RepositoryRoot.Of("docs", "tutorial.md");

    public static IReadOnlyList<TutorialBlock> Read() =>
        [.. Block().Matches(System.IO.File.ReadAllText(Path)).Select(m => new TutorialBlock(m.Groups["language"].Value, m.Groups["mark"].Value, m.Groups["text"].Value))];

    [GeneratedRegex(@"^```(?<language>\w+) ?(?<mark>[^\n]*)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
