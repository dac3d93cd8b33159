using System.Diagnostics;
using Serverless.Embedded;
using Serverless.Samples.Irregular;

// dotnet run -c Release --project samples/irregular [NODES]
var nodes = args is [var text] ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 100_000;
var clock = Stopwatch.StartNew();
var last = IrregularGraph.Build(nodes);
Console.WriteLine($"graph of {nodes:N0} calls built in {clock.Elapsed.TotalSeconds:0.00} s");

await using var here = await LocalHost.StartAsync();
clock.Restart();
var job = await here.ComputeAsync([last]);
var value = await job.GetAsync(last);
Console.WriteLine($"{job.Totals.Tasks:N0} tasks in {job.Totals.Units} units: {value} in {clock.Elapsed.TotalSeconds:0.00} s");

clock.Restart();
var expected = IrregularGraph.Loop(nodes);
Console.WriteLine($"plain loop: {expected} in {clock.Elapsed.TotalMilliseconds:0.0} ms");
return value == expected ? 0 : 1;
