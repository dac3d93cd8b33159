using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Architecture.Tests;

/// <summary>Pure projects know no host: what they say to people names no option of a command line, which only one host has.</summary>
public sealed partial class CommandLineTests
{
    public static TheoryData<string> Pure => ["shared/Graph", "shared/Planning", "shared/Jobs", "shared/Semaphores", "shared/Durable", "shared/Store", "orchestrations/Logic"];

    [Theory]
    [MemberData(nameof(Pure))]
    public void Texts_OfAPureProject_NameNoOption(string project)
    {
        var found = Directory.EnumerateFiles(RepositoryRoot.Of(project.Split('/')), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Where(NamesAnOption).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"))
            .ToList();

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>The check can fail.</summary>
    [Theory]
    [InlineData("    throw new X(\"run it with --fresh\");", true)]
    [InlineData("    throw new X(\"'serverless resume' goes on\");", true)]
    [InlineData("    if (--open[user] == 0) return \"left\";", false)]
    public void NamesAnOption_Line_IsTold(string line, bool expected) => Assert.Equal(expected, NamesAnOption(line));

    private static bool NamesAnOption(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Option().IsMatch(line);

    [GeneratedRegex("\"[^\"]*((?<![\\w-])--[a-z]|'?serverless [a-z]+ ?('|-))", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Option();
}
