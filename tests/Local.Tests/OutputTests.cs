using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>Standard output has results and nothing else.</summary>
public sealed class OutputTests
{
    [Fact]
    public async Task Run_UserCodePrintsAndReads_ResultsStayReadableAndNothingWaits()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), """
            {
              "version": 1, "name": "talk",
              "nodes": { "n": { "range": 3 }, "said": { "map": "talk.say", "over": "n" }, "asked": { "call": "talk.ask", "args": [1] } },
              "outputs": ["said", "asked"]
            }
            """);
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--output", "json", "--functions", typeof(OutputTests).Assembly.Location]);

        Assert.True(await run.WaitAsync() == 0, run.Errors);
        Assert.Equal("""{"said":[0,1,2],"asked":-1}""", JsonNode.Parse(run.Output)!["outputs"]!.ToJsonString());
        Assert.Contains("saying 2", run.Errors, StringComparison.Ordinal);
    }
}
