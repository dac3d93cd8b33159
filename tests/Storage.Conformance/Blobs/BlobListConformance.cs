using Xunit;

namespace Serverless.Storage.Conformance.Blobs;

/// <summary>Names and listing.</summary>
public abstract class BlobListConformance : BlobConformance
{
    /// <summary>Names that file systems and services like to bend.</summary>
    private static readonly string[] OddNames =
    [
        "DE", "de", "De", "a", "a/b", "a/b/c", "a.b", "a-b", "a+/b", "a+", "A/B", "CON", "con", "con.txt", "nul/aux.parquet", "com1", "trailing.", "trailing./x",
        "trailing ", " leading", "..x", "x..", "...", "%41", "!a", "m=1/d=2", "tilde~1", "quote'\"", "q?m#h&a=b", "star*pipe|<>", "colon:", "zö", "zo\u0308",
        "\ue000private", "\ud83d\ude00", "\uffe0", "é/é", "name.name", "data", "long/x", "0",
    ];

    /// <summary>Blobs in the test of many.</summary>
    protected virtual int Many => 10_000;

    [Fact]
    public async Task List_OddNames_AllAreThereInOrdinalOrderWithTheirOwnContent()
    {
        foreach (var name in OddNames) await PutAsync(name, "content of " + name, BlobCondition.IfAbsent);
        Assert.Equal(OddNames.Order(StringComparer.Ordinal), await ListAsync(""));
        foreach (var name in OddNames) Assert.Equal("content of " + name, await GetAsync(name));
    }

    [Fact]
    public async Task List_LongestNames_AreListedAmongTheOthers()
    {
        string[] names =
        [
            new('é', BlobName.MaxLength), new('e', BlobName.MaxLength), new('E', BlobName.MaxLength), "é", "f", "e",
            string.Join('/', Enumerable.Repeat("é", 250)), string.Join('/', Enumerable.Repeat("x", 250)),
        ];
        foreach (var name in names) await PutAsync(name, $"{name.Length}", BlobCondition.IfAbsent);
        Assert.Equal(names.Order(StringComparer.Ordinal), await ListAsync(""));
        Assert.Equal(names.Where(n => n.StartsWith('é')).Order(StringComparer.Ordinal), await ListAsync("é"));
        foreach (var name in names) Assert.Equal($"{name.Length}", await GetAsync(name));
        await Store.DeleteManyAsync([.. names.Select(Name)], CancellationToken.None);
        Assert.Empty(await ListAsync(""));
    }

    [Theory]
    [InlineData("", "a/1|a/10|a/2|ab|b/1|b/c/1")]
    [InlineData("a", "a/1|a/10|a/2|ab")]
    [InlineData("a/", "a/1|a/10|a/2")]
    [InlineData("a/1", "a/1|a/10")]
    [InlineData("b/c/", "b/c/1")]
    [InlineData("b/c/1/", "")]
    [InlineData("x", "")]
    [InlineData("/", "")]
    [InlineData("../", "")]
    [InlineData("b//", "")]
    public async Task List_Prefix_IsAnyBeginningOfAName(string prefix, string expected)
    {
        foreach (var name in (string[])["b/1", "a/10", "ab", "a/2", "b/c/1", "a/1"]) await PutAsync(name, "x");
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), await ListAsync(prefix));
    }

    [Theory]
    [InlineData("", "a-b|a/|a0|b/|c|é/")]
    [InlineData("a", "a-b|a/|a0")]
    [InlineData("a/", "a/1|a/10|a/2/")]
    [InlineData("a/1", "a/1|a/10")]
    [InlineData("b/", "b/c/")]
    [InlineData("b/c/", "b/c/1")]
    [InlineData("c", "c")]
    [InlineData("c/", "")]
    [InlineData("x", "")]
    [InlineData("../", "")]
    [InlineData("b//", "")]
    public async Task ListFolder_Prefix_IsOneLevelInOrder(string prefix, string expected)
    {
        var longName = "é/" + new string('é', BlobName.MaxLength - 2);
        foreach (var name in (string[])["b/c/1", "a/10", "a-b", "a/2/x", "a/2/y", "c", "a/1", "a0", longName]) await PutAsync(name, "x");
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), (await ListFolderAsync(prefix)).Select(e => e.Name));
    }

    [Fact]
    public async Task ListFolder_OddNames_AreTheFirstSegmentsOfAll()
    {
        foreach (var name in OddNames) await PutAsync(name, "12345");

        var entries = await ListFolderAsync("");

        Assert.Equal(OddNames.Select(n => n.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? n[..(at + 1)] : n).Distinct().Order(StringComparer.Ordinal), entries.Select(e => e.Name));
        Assert.All(entries, e => Assert.Equal(e.Name.EndsWith('/') ? null : 5, e.Blob?.Length));
    }

    [Fact]
    public async Task ListFolder_AllBelowIsDeleted_FolderIsGone()
    {
        await PutAsync("a/b/c", "x");
        await Store.DeleteAsync(Name("a/b/c"), BlobCondition.None, CancellationToken.None);
        Assert.Empty(await ListFolderAsync(""));
    }

    private async Task<List<BlobEntry>> ListFolderAsync(string prefix)
    {
        var entries = new List<BlobEntry>();
        await foreach (var entry in Store.ListFolderAsync(prefix, CancellationToken.None)) entries.Add(entry);
        return entries;
    }

    [Fact]
    public async Task List_PropertiesOfABlob_AreThoseOfTheWrite()
    {
        var written = await PutAsync("a", "12345");
        await foreach (var listed in Store.ListAsync("", CancellationToken.None))
        {
            Assert.Equal(written.ETag, listed.ETag);
            Assert.Equal(5, listed.Length);
        }
    }

    [Fact]
    public Task List_ManyBlobs_AllInOrderAndStopsWhenTheReaderDoes() => ListManyAsync(Many);

    [Fact]
    [Trait("Category", "Soak")]
    public Task List_HundredThousandBlobs_AllInOrder() => ListManyAsync(100_000);

    private async Task ListManyAsync(int count)
    {
        var store = Store;
        var names = Enumerable.Range(0, count).Select(i => $"many/{i % 7}/{i:00000}").ToList();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (name, token) =>
            await store.PutAsync(Name(name), Bytes("x"), BlobCondition.None, token));
        Assert.Equal(names.Order(StringComparer.Ordinal), await ListAsync("many/"));
        await foreach (var first in store.ListAsync("many/3/", CancellationToken.None))
        {
            Assert.Equal("many/3/00003", first.Name.Value);
            break;
        }
    }
}
