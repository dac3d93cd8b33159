using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Architecture.Tests;

/// <summary>What CONTRIBUTING.md tells a newcomer is so in this tree.</summary>
public sealed class ContributingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    [Fact]
    public void Contributing_PathsThatItNames_AreThere() => AssertPathsAreThere("CONTRIBUTING.md");

    [Theory]
    [InlineData("README.md")]
    [InlineData("SECURITY.md")]
    [InlineData("samples/flights/README.md")]
    public void Page_PathsThatItNames_AreThere(string page) => AssertPathsAreThere(page);

    [Theory]
    [InlineData("Add a node kind")]
    [InlineData("Add a built-in function")]
    [InlineData("Add a command")]
    [InlineData("Add a route")]
    [InlineData("Add a storage adapter")]
    [InlineData("Add a durable backend")]
    [InlineData("Add a metric")]
    [InlineData("Add a dataset format")]
    public void Contributing_HasTheRecipe(string title) =>
        Assert.Contains($"\n### {title}\n", File.ReadAllText(RepositoryRoot.Of("CONTRIBUTING.md")), StringComparison.Ordinal);

    [Fact]
    public void Contributing_WhereIsWhat_NamesTenChanges()
    {
        var map = File.ReadAllText(RepositoryRoot.Of("CONTRIBUTING.md")).Split("## Where is what")[1];

        Assert.Equal(10, Regex.Count(map, @"^\| (?!change|-)", RegexOptions.Multiline, Long));
    }

    [Fact]
    public void Decisions_HaveANumberEach()
    {
        var pages = Directory.EnumerateFiles(RepositoryRoot.Of("docs", "adr"), "*.md").ToList();

        Assert.Empty(pages.GroupBy(page => Path.GetFileName(page)[..4], StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.DoesNotContain(pages, page => !File.ReadAllText(page).StartsWith($"# {int.Parse(Path.GetFileName(page)[..4], System.Globalization.CultureInfo.InvariantCulture)}. ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("database-limit")]
    [InlineData("flights")]
    [InlineData("irregular")]
    [InlineData("wordcount")]
    public void Sample_Readme_ShowsItsOutput(string sample) =>
        Assert.Contains("\n```text\n", File.ReadAllText(RepositoryRoot.Of("samples", sample, "README.md")), StringComparison.Ordinal);

    [Fact]
    public void Links_OfPages_LeadSomewhere()
    {
        var broken = new[] { "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md" }
            .Select(page => RepositoryRoot.Of(page))
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Of("docs"), "*.md", SearchOption.AllDirectories))
            .SelectMany(page => Regex.Matches(File.ReadAllText(page), @"\]\((?!https?:|#)([^)#\s]+)", RegexOptions.None, Long)
                .Select(link => (Page: page, To: Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value))))
            .Where(link => !File.Exists(link.To) && !Directory.Exists(link.To))
            .Select(link => $"{link.Page}: {link.To}");

        Assert.Empty(broken);
    }

    private static void AssertPathsAreThere(string page)
    {
        var text = File.ReadAllText(RepositoryRoot.Of(page));
        var paths = Regex.Matches(text, "`((?:shared|orchestrations|functions|tests|docs|samples|infra)/[A-Za-z0-9_./-]+)`", RegexOptions.None, Long).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(paths);
        Assert.DoesNotContain(paths, path => !File.Exists(RepositoryRoot.Of(path)) && !Directory.Exists(RepositoryRoot.Of(path)));
    }

    // Kinds that features are about (reads, writes, calls, values of the document) are named by those features, too.
    [Theory]
    [InlineData("Map")]
    [InlineData("Filter")]
    [InlineData("MapPartitions")]
    [InlineData("Reduce")]
    [InlineData("FoldBy")]
    [InlineData("Zip")]
    [InlineData("Count")]
    [InlineData("Take")]
    [InlineData("TopK")]
    [InlineData("Distinct")]
    [InlineData("Join")]
    [InlineData("GroupBy")]
    [InlineData("Shuffle")]
    [InlineData("Sort")]
    public void NodeKind_IsNamed_WhereTheRecipeSaysAlone(string kind)
    {
        string[] places = ["shared/Graph/Kinds/", "shared/Planning/Kinds/", "shared/Execution/Kinds/", "shared/Execution/Programs/Folds/", "shared/Client/Building/", "shared/Store/Operations/"];
        var named = new[] { "functions", "orchestrations", "shared" }
            .SelectMany(top => Directory.EnumerateFiles(RepositoryRoot.Of(top), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/'))
            .Where(file => !Regex.IsMatch(file, "/(obj|bin)/", RegexOptions.None, Long))
            // The default of splitEvery is a constant that others refer to.
            .Where(file => Regex.IsMatch(File.ReadAllText(RepositoryRoot.Of(file)), $@"\b{kind}Node\b(?!\.DefaultSplitEvery)", RegexOptions.None, Long))
            .ToList();

        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, file => !Array.Exists(places, place => file.StartsWith(place, StringComparison.Ordinal)));
    }
}
