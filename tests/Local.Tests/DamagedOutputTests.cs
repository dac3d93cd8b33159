using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>Outputs of a job that is done, and whose stored results are not what was written: a verb makes them again.</summary>
public sealed partial class DamagedOutputTests
{
    [Fact]
    public async Task Outputs_OfADamagedResult_NamesTheVerbThatMendsIt()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), """
            { "version": 1, "name": "damaged", "nodes": { "n": { "range": { "count": 3 } }, "a": { "map": "math.square", "over": "n", "keep": true }, "r": { "items": [{ "v": 5 }, { "v": 6 }] }, "t": { "map": "sql", "over": "r", "args": { "query": "SELECT v FROM input" } } }, "outputs": ["a", "t"] }
            """);
        var (_, _, ran) = await CallAsync(folder, "run", folder.Of("job.json"));
        var job = JobLine().Match(ran).Groups[1].Value;
        var (status, _, errors) = await CallAsync(folder, "resume", job);
        Assert.Equal(2, status);
        Assert.Contains("has ended: done", errors, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder.Of("data", "blobs"), "*", SearchOption.AllDirectories).Where(f => f.Contains("/results", StringComparison.Ordinal))) Spoil(file);

        (status, _, errors) = await CallAsync(folder, "outputs", job);
        Assert.Equal(2, status);
        Assert.Contains($"serverless resume {job}", errors, StringComparison.Ordinal);
        (status, var output, errors) = await CallAsync(folder, "resume", job);

        Assert.True(status == 0, errors);
        Assert.All(["a: [0,1,4]", "t: [{\"v\":5},{\"v\":6}]"], line => Assert.Contains(line, output, StringComparison.Ordinal));
        // The first job's outputs are the same ones, and there is nothing to mend any more.
        (status, output, errors) = await CallAsync(folder, "outputs", job);
        Assert.True(status == 0, errors);
        Assert.Contains("a: [0,1,4]", output, StringComparison.Ordinal);
        Assert.Equal(2, (await CallAsync(folder, "resume", job)).Status);
    }

    private static async Task<(int Status, string Output, string Errors)> CallAsync(TempFolder folder, params string[] arguments)
    {
        using var run = ProgramRun.Start("serverless", [.. arguments, "--data", folder.Of("data")]);
        return (await run.WaitAsync(), run.Output, run.Errors);
    }

    private static void Spoil(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    [GeneratedRegex(@"\(job (\w+)\)")]
    private static partial Regex JobLine();
}
