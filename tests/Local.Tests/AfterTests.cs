using System.Text;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>Job files that come after others.</summary>
public sealed class AfterTests
{
    [Fact]
    public async Task Run_FileWithAByteOrderMark_ComesAfterWhatItNames()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("first.json"), """
            { "version": 1, "name": "first", "nodes": { "i": { "items": [{ "a": 1 }, { "a": 2 }] }, "w": { "write": { "dataset": "numbers", "mode": "replace" }, "over": "i" } }, "outputs": ["w"] }
            """);
        // As editors on Windows save it.
        await File.WriteAllTextAsync(
            folder.Of("second.json"),
            """
            {
              "version": 1, "name": "second", "after": ["first.json"],
              "nodes": { "r": { "read": { "dataset": "numbers" } }, "s": { "reduce": "sql", "over": "r", "args": { "query": "SELECT sum(a)::BIGINT AS a FROM input" } } },
              "outputs": ["s"]
            }
            """,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        using var run = ProgramRun.Start("serverless", ["run", folder.Of("second.json"), "--data", folder.Of("data"), "--output", "json"]);

        Assert.True(await run.WaitAsync() == 0, run.Errors);
        Assert.Contains("\"a\": 3", run.Output, StringComparison.Ordinal);
    }
}
