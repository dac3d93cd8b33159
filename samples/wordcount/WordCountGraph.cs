using Serverless.Client.Building;

namespace Serverless.Samples.WordCount;

/// <summary>Text files to counts by word.</summary>
public static class WordCountGraph
{
    public static Collection<KeyedValue<string, long>> Build(string files)
    {
        var graph = new JobGraph("wordcount");
        return graph.FromFiles(files)
            .MapPartitions(some => Words.Of(some, null!, default))
            .FoldBy(word => Words.Self(word), (count, word) => Words.More(count, word), 0L, (a, b) => Words.Sum(a, b));
    }

    /// <summary>The most frequent words, most frequent first.</summary>
    public static Collection<KeyedValue<string, long>> Top(Collection<KeyedValue<string, long>> counts, int count) => counts.TopK(count, word => Words.CountOf(word));

    /// <summary>The same in a plain loop.</summary>
    public static Dictionary<string, long> Loop(IEnumerable<string> files)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var word in files.SelectMany(File.ReadLines).SelectMany(Words.Split)) counts[word] = counts.GetValueOrDefault(word) + 1;
        return counts;
    }
}
