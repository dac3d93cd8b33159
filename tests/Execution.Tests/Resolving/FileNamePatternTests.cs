using Serverless.Store.Resolving;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Resolving;

public sealed class FileNamePatternTests
{
    [Theory]
    [InlineData("x*.parquet", new[] { "x1.parquet", "x[1].parquet" })]
    [InlineData("x?.parquet", new[] { "x1.parquet" })]
    [InlineData("x[1].parquet", new[] { "x[1].parquet" })]
    [InlineData("x[?].parquet", new[] { "x[1].parquet" })]
    [InlineData("star*.parquet", new[] { "star*.parquet" })]
    [InlineData("d*/a.parquet", new[] { "d1/a.parquet", "d2/a.parquet" })]
    [InlineData("*/a.parquet", new[] { "d1/a.parquet", "d2/a.parquet" })]
    [InlineData("d?/**/*.parquet", new[] { "d1/a.parquet", "d1/deep/er/b.parquet", "d2/a.parquet" })]
    [InlineData("**/b.parquet", new[] { "b.parquet", "d1/deep/er/b.parquet" })]
    [InlineData("d1/**", new[] { "d1/a.parquet", "d1/deep/er/b.parquet" })]
    [InlineData("d1/*", new[] { "d1/a.parquet" })]
    [InlineData("X1.parquet*", new string[0])]
    [InlineData("none/*.parquet", new string[0])]
    [InlineData("d1", new string[0])]
    public void FilesOf_Pattern_IsExpandedAndANameIsAName(string pattern, string[] expected)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TempFolder();
        foreach (var name in new[] { "x1.parquet", "x[1].parquet", "star*.parquet", "start.parquet", "b.parquet", "d1/a.parquet", "d1/deep/er/b.parquet", "d2/a.parquet" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.Of(name))!);
            File.WriteAllText(folder.Of(name), "");
        }

        Assert.Equal(expected.Select(name => folder.Of(name)), FileNamePattern.FilesOf(folder.Of(pattern)));
    }

    [Theory]
    [InlineData("t/*.parquet", "t/a.parquet", true)]
    [InlineData("t/*.parquet", "t/x/a.parquet", true)]
    [InlineData("t/**/a.parquet", "t/a.parquet", true)]
    [InlineData("t/**/a.parquet", "t/x/y/a.parquet", true)]
    [InlineData("t/a?c", "t/a/c", true)]
    [InlineData("t/a?c", "t/ac", false)]
    [InlineData("t/[a]*", "t/a", false)]
    [InlineData("t/a.b*", "t/aXb", false)]
    public void Matches_NamesOfBlobs_HaveNoFolders(string pattern, string name, bool matches) => Assert.Equal(matches, new FileNamePattern(pattern, acrossFolders: true).Matches(name));
}
