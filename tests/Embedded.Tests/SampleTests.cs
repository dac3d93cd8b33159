using Serverless.Samples.Irregular;
using Serverless.Samples.WordCount;
using Serverless.Testing;

namespace Serverless.Embedded.Tests;

/// <summary>The samples against their plain loops.</summary>
public sealed class SampleTests(RunningHost running) : IClassFixture<RunningHost>
{
    [Theory]
    [InlineData(40)]
    [InlineData(20_000)]
    public async Task Irregular_GivesTheLoopsValue(int nodes)
    {
        var last = IrregularGraph.Build(nodes);

        Assert.Equal(IrregularGraph.Loop(nodes), await running.Host.ComputeAsync(last));
    }

    [Fact]
    public void Irregular_Eager_GivesTheLoopsValue() =>
        Assert.Equal(IrregularGraph.Loop(300), running.Host.ComputeEager(IrregularGraph.Build(300)));

    [Fact]
    public async Task WordCount_GivesTheLoopsCounts()
    {
        using var folder = new TempFolder();
        var random = new Random(7);
        for (var file = 0; file < 90; file++)
        {
            await File.WriteAllLinesAsync(folder.Of($"{file:D3}.txt"), Enumerable.Range(0, 40).Select(_ => string.Join(' ', Enumerable.Range(0, 8).Select(_ => $"{(char)('a' + random.Next(26))}{(char)('ä' + random.Next(9))}"))));
        }

        var counts = WordCountGraph.Build(folder.Of("*.txt"));
        var all = await running.Host.ComputeAsync(counts);
        var top = await running.Host.ComputeAsync(WordCountGraph.Top(counts, 5));

        var expected = WordCountGraph.Loop(Directory.EnumerateFiles(folder.Path).Order(StringComparer.Ordinal));
        Assert.Equal(expected.OrderBy(w => w.Key, StringComparer.Ordinal), all.Select(w => KeyValuePair.Create(w.Key, w.Value)).OrderBy(w => w.Key, StringComparer.Ordinal));
        Assert.Equal(expected.Values.OrderDescending().Take(5), top.Select(w => w.Value));
    }
}
