using System.Text.RegularExpressions;
using Serverless.Local.Tests.Functions;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>Calls that are carried together are tasks of their own for anyone who runs one again.</summary>
public sealed class BundleTests
{
    // More calls than are carried one by one.
    private const int Others = 100;

    private static readonly string[] Functions = ["--functions", typeof(BundleTests).Assembly.Location];

    [Fact]
    public async Task Rerun_CallInsideABundle_RunsOnTheInputsThatItHad()
    {
        using var folder = new TempFolder();
        var others = string.Join(",\n", Enumerable.Range(1, Others).Select(i => $$""" "c{{i}}": { "call": "math.add", "args": [{ "$ref": "{{(i == 1 ? "first" : $"c{i - 1}")}}" }, 0] } """));
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""
            {
              "version": 1, "name": "bundle", "policy": { "retries": 0 },
              "nodes": {
                "first": { "call": "math.add", "args": [1, 1] },
                {{others}},
                "faulty": { "call": "faulty.third", "args": [{ "$ref": "c{{Others}}" }] },
                "last": { "call": "math.add", "args": [{ "$ref": "faulty" }, 1] }
              },
              "outputs": ["last"]
            }
            """);
        var (status, _, errors) = await CallAsync(["run", folder.Of("job.json"), "--data", folder.Of("data"), .. Functions]);
        Assert.Equal(1, status);
        var rerun = Regex.Match(errors, @"serverless rerun (\w+) (\S+)", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.StartsWith("faulty", rerun.Groups[2].Value, StringComparison.Ordinal);

        (status, _, errors) = await CallAsync(["rerun", rerun.Groups[1].Value, rerun.Groups[2].Value, "--data", folder.Of("data"), .. Functions]);
        Assert.Equal(1, status);
        Assert.Contains("two is one too many", errors, StringComparison.Ordinal);

        var mended = new Dictionary<string, string>(StringComparer.Ordinal) { [FaultyFunctions.MendedVariable] = "1" };
        (status, var output, errors) = await CallAsync(["rerun", rerun.Groups[1].Value, "faulty", "--data", folder.Of("data"), .. Functions], mended);
        Assert.True(status == 0, errors);
        Assert.Equal("20", output.Trim());

        (status, _, errors) = await CallAsync(["rerun", rerun.Groups[1].Value, "faulty[1]", "--data", folder.Of("data"), .. Functions]);
        Assert.Equal(2, status);
        Assert.Contains("'faulty' is one task", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Output, string Errors)> CallAsync(string[] arguments, Dictionary<string, string>? environment = null)
    {
        using var run = ProgramRun.Start("serverless", arguments, environment);
        return (await run.WaitAsync(), run.Output, run.Errors);
    }
}
