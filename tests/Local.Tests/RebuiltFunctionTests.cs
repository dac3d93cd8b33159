using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>A function that was built anew without a new version: what is recorded counts on, and its author reads that.</summary>
public sealed class RebuiltFunctionTests
{
    private static readonly string First = typeof(RebuiltFunctionTests).Assembly.Location;
    private static readonly string Second = Path.Combine(AppContext.BaseDirectory, "Serverless.TestFunctions.Fixed.dll");

    [Fact]
    public async Task Run_BuiltAnewWithTheSameVersion_IsSaidWithWhatToDo()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), """
            { "version": 1, "name": "brittle", "nodes": { "one": { "items": [1] }, "scaled": { "map": "brittle.scale", "over": "one" } }, "outputs": ["scaled"] }
            """);
        var first = await RunAsync(folder, First);
        Assert.DoesNotContain("built anew", first, StringComparison.Ordinal);
        Assert.DoesNotContain("built anew", await RunAsync(folder, First), StringComparison.Ordinal);

        var second = await RunAsync(folder, Second);

        Assert.All(["Function 'brittle.scale' was built anew", "still says version", "--fresh"], words => Assert.Contains(words, second, StringComparison.Ordinal));
        Assert.Contains("reused 1 of 1 nodes", second, StringComparison.Ordinal);
        // Made anew, the results are those of the second build, and there is nothing to say any more.
        Assert.Contains("reused 0 of 1 nodes", await RunAsync(folder, Second, "--fresh"), StringComparison.Ordinal);
        Assert.DoesNotContain("built anew", await RunAsync(folder, Second), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(TempFolder folder, string functions, params string[] more)
    {
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--functions", functions, .. more]);
        Assert.True(await run.WaitAsync() == 0, run.Errors);
        return run.Errors;
    }
}
