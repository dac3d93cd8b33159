using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.Host.Tests.EndToEnd;

/// <summary>What a host does for documents beyond computing is its owner's to say.</summary>
public sealed class PermissionTests
{
    private const string Job = """
        {
          "version": 1, "name": "programs",
          "nodes": { "said": { "call": "exec", "args": { "command": ["sh", "-c", "echo $WORD"], "environment": { "WORD": { "env": "PERMISSION_TEST" } } } } },
          "outputs": ["said"]
        }
        """;

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal) { ["PERMISSION_TEST"] = "given" };

    [Theory]
    [InlineData("/api/jobs")]
    [InlineData("/api/explain")]
    public async Task Post_ProgramOnAHostThatWasToldNothing_IsRefusedWithWhatToDo(string route)
    {
        using var folder = new TempFolder();
        using var host = await HostProgram.StartAsync(folder.Of("data"), environment: Variables);
        using var client = new HttpClient { BaseAddress = host.Url };

        using var answer = await client.PostAsync(new Uri(route, UriKind.Relative), Body());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problems = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["problems"]!.AsArray();
        Assert.Equal(["$.nodes.said.call refused", "$.nodes.said.args.environment.WORD refused"], problems.Select(p => $"{p!["path"]} {p["rule"]}"));
        Assert.Contains("--allow-exec", (string)problems[0]!["message"]!, StringComparison.Ordinal);
        Assert.Contains("--allow-env PERMISSION_TEST", (string)problems[1]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ProgramOnAHostThatAllowsIt_Runs()
    {
        using var folder = new TempFolder();
        using var host = await HostProgram.StartAsync(folder.Of("data"), more: ["--allow-exec", "--allow-env", "PERMISSION_TEST"], environment: Variables);
        using var client = new HttpClient { BaseAddress = host.Url };

        using var answer = await client.PostAsync(new Uri("/api/jobs", UriKind.Relative), Body());
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var job = answer.Headers.Location!;
        await Condition.WaitAsync("the job has ended", async () => (bool)(await client.GetFromJsonAsync<JsonNode>(job))!["hasEnded"]!);

        Assert.Equal("\"given\\n\"", (await client.GetStringAsync(new Uri($"{job}/outputs/said", UriKind.RelativeOrAbsolute))).Trim());
    }

    private static StringContent Body() => new(Job, Encoding.UTF8, "application/json");
}
