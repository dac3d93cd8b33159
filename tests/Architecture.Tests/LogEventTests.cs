using System.Globalization;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Architecture.Tests;

/// <summary>Numbers of log lines: operators filter by them, so each is one line's for good, and a project has a range of its own.</summary>
public sealed partial class LogEventTests
{
    private static readonly IReadOnlyList<(string Project, int First, int Last)> Ranges = [.. RangeRow().Matches(File.ReadAllText(RepositoryRoot.Of("docs", "architecture", "observability.md")))
        .Select(m => (m.Groups["project"].Value, Number(m.Groups["first"]), Number(m.Groups["last"])))];

    private static readonly IReadOnlyList<(string File, string Project, int Id)> Events = [.. Sources().SelectMany(f => Event().Matches(File.ReadAllText(f)).Select(m => (f, ProjectOf(f), Number(m.Groups["id"]))))];

    [Fact]
    public void Ranges_OfThePage_DoNotOverlap()
    {
        Assert.NotEmpty(Ranges);
        foreach (var (range, next) in Ranges.OrderBy(r => r.First).Zip(Ranges.OrderBy(r => r.First).Skip(1))) Assert.True(range.Last < next.First, $"{range} and {next} overlap.");
    }

    [Fact]
    public void Events_EachIsUniqueAndInTheRangeOfItsProject()
    {
        Assert.NotEmpty(Events);
        Assert.Empty(Events.GroupBy(e => e.Id).Where(g => g.Count() > 1).SelectMany(g => g.Select(e => $"{e.Id} in {e.File}")));
        Assert.All(Events, e => Assert.True(Ranges.Any(r => r.Project == e.Project && r.First <= e.Id && e.Id <= r.Last), $"{e.Id} of {e.File} is in no range of {e.Project} in docs/architecture/observability.md."));
    }

    [Fact]
    public void Events_AllStandInLogFiles() =>
        Assert.DoesNotContain(Sources(), f => !f.EndsWith(".Log.cs", StringComparison.Ordinal) && File.ReadAllText(f).Contains("[LoggerMessage(", StringComparison.Ordinal));

    /// <summary>A line without a number cannot be found again, and its text is put together though no one reads it.</summary>
    [Fact]
    public void Sources_NoneLogsFreeText() =>
        Assert.DoesNotContain(Sources(), f => FreeText().IsMatch(File.ReadAllText(f)));

    [Fact]
    public void Events_WithoutANumber_ThereAreNone() =>
        Assert.DoesNotContain(Sources(), f => Unnumbered().IsMatch(File.ReadAllText(f)));

    private static string ProjectOf(string file) => string.Join('/', Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/').Split('/').Take(2));

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Sources() =>
        new[] { "functions", "orchestrations", "shared" }
            .SelectMany(top => Directory.EnumerateFiles(RepositoryRoot.Of(top), "*.cs", SearchOption.AllDirectories))
            .Where(f => !Regex.IsMatch(f.Replace('\\', '/'), "/(obj|bin|Azure.Tests)/", RegexOptions.None, TimeSpan.FromSeconds(1)));

    // | `shared/Engine` | 1000-1999 |
    [GeneratedRegex("""^\| `(?<project>[\w./]+)` \| (?<first>\d+)-(?<last>\d+) \|""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex RangeRow();

    [GeneratedRegex("""\[LoggerMessage\((?<id>\d+), """, RegexOptions.ExplicitCapture)]
    private static partial Regex Event();

    [GeneratedRegex("""\[LoggerMessage\((?!\d)""")]
    private static partial Regex Unnumbered();

    [GeneratedRegex("""\.Log(Trace|Debug|Information|Warning|Error|Critical)\(""")]
    private static partial Regex FreeText();
}
