using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- NAME... [--quick] | list | all
// A name is a benchmark or a group. One JSON object a line on standard output; progress on standard error.
var json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
var all = Assembly.GetExecutingAssembly().GetTypes()
    .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IBenchmark)))
    .Select(t => (IBenchmark)Activator.CreateInstance(t)!)
    .OrderBy(b => b.Name, StringComparer.Ordinal)
    .ToList();
var quick = args.Contains("--quick");
var names = args.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
if (names.Count == 0 || names is ["list"])
{
    foreach (var benchmark in all) Console.WriteLine(benchmark.Name);
    return 0;
}
var unknown = names.Where(n => n != "all" && !all.Exists(b => Matches(b, n))).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"No benchmark is named {string.Join(", ", unknown)}. There are: {string.Join(", ", all.Select(b => b.Name))}.");
    return 2;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
foreach (var benchmark in all.Where(b => names.Contains("all") || names.Exists(n => Matches(b, n))))
{
    await Console.Error.WriteLineAsync($"running {benchmark.Name}{(quick ? " --quick" : "")} …");
    var report = await benchmark.RunAsync(quick, stop.Token);
    var memory = Math.Round(report.MemoryMiB > 0 ? report.MemoryMiB : Environment.WorkingSet / 1048576.0, 1);
    bool? met = quick ? null
        : report.Met is { } own ? own
        : report.TargetRatio is { } least ? report.Ratio >= least
        : report.Target is { } target ? (report.LowerIsBetter ? report.Value <= target : report.Value >= target)
        : null;
    Console.WriteLine(JsonSerializer.Serialize(report with { Met = met, MemoryMiB = memory, Quick = quick }, json));
}
return 0;

static bool Matches(IBenchmark benchmark, string name) =>
    benchmark.Name == name || benchmark.Name.StartsWith(name + ".", StringComparison.Ordinal);
