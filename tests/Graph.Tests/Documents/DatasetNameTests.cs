using Serverless.Graph.Documents;

namespace Serverless.Graph.Tests.Documents;

public sealed class DatasetNameTests
{
    [Theory]
    [InlineData("flights")]
    [InlineData("a+b-C_9")]
    [InlineData("indexes")]
    [InlineData("-")]
    public void Problem_KartotheksNames_AreNames(string name)
    {
        Assert.Null(DatasetName.Problem(name));
        Assert.Null(DatasetName.ProblemOfNew(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sales.v2")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("a\n")]
    [InlineData("50%")]
    public void Problem_OtherText_SaysWhatIsAllowed(string name) => Assert.Contains("letters, digits or + - _", DatasetName.Problem(name), StringComparison.Ordinal);

    [Fact]
    public void Problem_FoldersOfOurs_AreRefusedWhateverTheCase() => Assert.All(Layout.Folders, folder =>
    {
        foreach (var name in (string[])[folder, folder.ToUpperInvariant(), char.ToUpperInvariant(folder[0]) + folder[1..]]) Assert.Contains("platform", DatasetName.Problem(name), StringComparison.Ordinal);
    });

    [Fact]
    public void ProblemOfNew_WhatNewFoldersBeginWith_IsReadAndNotWritten()
    {
        Assert.Null(DatasetName.Problem("_old"));
        Assert.NotNull(DatasetName.ProblemOfNew("_old"));
        Assert.NotNull(DatasetName.ProblemOfNewTable("Indices"));
        Assert.NotNull(DatasetName.ProblemOfNewTable("_delta_log"));
        Assert.Null(DatasetName.ProblemOfNewTable("index"));
    }

    // Names are persisted: one that goes would let a dataset into a folder that old stores have. A new one begins with '_'.
    [Fact]
    public void Folders_PersistedNames_OnlyGrow() =>
        Assert.Equal(["cache", "index", "jobs", "ledger", "packages", "plans", "results", "statistics", "values"], Layout.Folders.Where(f => !f.StartsWith('_')).Order(StringComparer.Ordinal));
}
