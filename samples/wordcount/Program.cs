using Serverless.Embedded;
using Serverless.Samples.WordCount;

// dotnet run --project samples/wordcount [FILES], as in '/data/*.txt'
var files = args is [var given] ? Path.GetFullPath(given) : Path.Combine(AppContext.BaseDirectory, "texts", "*.txt");
await using var here = await LocalHost.StartAsync();
var counts = WordCountGraph.Build(files);
foreach (var word in await here.ComputeAsync(WordCountGraph.Top(counts, 20))) Console.WriteLine($"{word.Value,8}  {word.Key}");

var all = await here.ComputeAsync(counts);
var expected = WordCountGraph.Loop(Directory.EnumerateFiles(Path.GetDirectoryName(files)!, Path.GetFileName(files)).Order(StringComparer.Ordinal));
var same = all.Count == expected.Count && all.All(word => expected[word.Key] == word.Value);
Console.WriteLine(same ? $"{all.Count:N0} words, as in a plain loop" : "DIFFERENT from a plain loop");
return same ? 0 : 1;
