using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>A process that may open few files: whatever it lacks first, its user reads one sentence.</summary>
public sealed class OpenFilesTests
{
    [Theory]
    [InlineData("run", 32)]
    [InlineData("run", 40)]
    [InlineData("run", 64)]
    [InlineData("run", 100)]
    [InlineData("list", 64)]
    public async Task Verb_FewFilesMayBeOpen_SaysSoInOneSentence(string verb, int files)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), """{ "version": 1, "name": "few", "nodes": { "a": { "call": "math.square", "args": [7] } }, "outputs": ["a"] }""");
        string[] document = verb == "run" ? [folder.Of("job.json")] : [];

        using var run = ProgramRun.Start("serverless", [verb, .. document, "--data", folder.Of("data")], through: ["sh", "-c", $"ulimit -n {files} && exec \"$@\"", "sh"]);

        Assert.Equal(3, await run.WaitAsync());
        Assert.Matches($@"^This process may not open as many files as it needs\. 'ulimit -n' [^\n]*It may open {files}\.\s*$", run.Errors);
        Assert.Empty(run.Output);
    }
}
