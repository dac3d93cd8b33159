using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Embedded.Tests;

/// <summary>The samples print what their pages show.</summary>
public sealed class SampleReadmeTests
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("wordcount", "WordCount")]
    [InlineData("irregular", "Irregular", "10000")]
    public async Task Sample_Run_PrintsWhatItsReadmeShows(string folder, string program, params string[] arguments)
    {
        using var run = ProgramRun.Start(program, arguments);

        Assert.True(await run.WaitAsync() == 0, run.Errors);
        Assert.Equal(Plain(Shown(folder)), Plain(run.Output));
    }

    private static string Shown(string folder) =>
        Regex.Match(File.ReadAllText(RepositoryRoot.Of("samples", folder, "README.md")), "```text\n(.*?)\n```", RegexOptions.Singleline, MaxWait).Groups[1].Value;

    // What depends on the machine: times, and the units that fit its processors.
    private static string Plain(string text) =>
        Regex.Replace(text.ReplaceLineEndings("\n").Trim(), @"\d+\.\d+ (?=m?s\b)|\d+ (?=units)", "_ ", RegexOptions.None, MaxWait);
}
