using Serverless.Client.Building;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Parsing;
using Serverless.Graph.Writing;

namespace Serverless.Client.Tests.Building;

/// <summary>Programs and addresses from C# give the document that would be written by hand.</summary>
public sealed class BuiltInGraphTests
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().Add(BuiltInFunctions.Exec).Add(BuiltInFunctions.HttpGet).Add(BuiltInFunctions.Download).Build();

    [Fact]
    public void Graph_OfCalls_GivesTheDocumentWrittenByHand()
    {
        var graph = new JobGraph("test");
        var url = graph.HttpGet("https://example.com/where", new Dictionary<string, EnvironmentText> { ["X-Token"] = EnvironmentText.Variable("KEY"), ["Accept"] = "text/plain" }).Named("url");
        var file = graph.Download(url, new string('a', 64)).Named("file");
        var rates = graph.HttpGet<double[]>("https://example.com/rates").Named("rates");
        var sorted = graph.ExecToFile(new ExecCommand("sort", "-o", "out", "in") { Files = new Dictionary<string, object?> { ["in"] = file, ["rates"] = rates } }, "out").Named("sorted");
        var count = graph.Exec<long>(new ExecCommand("wc", url) { Stdin = sorted, Environment = new Dictionary<string, EnvironmentText> { ["LANG"] = "C" } }).Named("count");
        var files = graph.ExecToFiles(new ExecCommand("split") { Stdin = "text", StdinFile = "f" }, "xaa", "xab").Named("files");

        AssertSame(graph, """
            "url": { "call": "http.get", "args": { "url": "https://example.com/where", "headers": { "X-Token": { "env": "KEY" }, "Accept": "text/plain" } } },
            "file": { "call": "download", "args": { "url": { "$ref": "url" }, "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } },
            "rates": { "call": "http.get", "args": { "url": "https://example.com/rates", "result": "json" } },
            "sorted": { "call": "exec", "args": { "command": ["sort", "-o", "out", "in"], "files": { "in": { "$ref": "file" }, "rates": { "$ref": "rates" } }, "outputs": "out" } },
            "count": { "call": "exec", "args": { "command": ["wc", { "$ref": "url" }], "stdin": { "$ref": "sorted" }, "environment": { "LANG": "C" }, "stdout": "json" } },
            "files": { "call": "exec", "args": { "command": ["split"], "stdin": "text", "stdinFile": "f", "outputs": ["xaa", "xab"] } }
            """, count, files);
    }

    [Fact]
    public void Graph_OfMaps_GivesTheDocumentWrittenByHand()
    {
        var graph = new JobGraph("test");
        var urls = graph.FromItems("https://example.com/1", "https://example.com/2").Named("urls");
        var lines = urls.Download().Named("files").Exec<BlobRef, long>(new ExecCommand("wc", "-l")).Named("lines");
        var pages = urls.HttpGet().Named("pages").Exec(new ExecCommand("tidy")).Named("tidy");

        AssertSame(graph, """
            "urls": { "items": ["https://example.com/1", "https://example.com/2"] },
            "files": { "map": "download", "over": "urls" },
            "lines": { "map": "exec", "over": "files", "args": { "command": ["wc", "-l"], "stdout": "json" } },
            "pages": { "map": "http.get", "over": "urls" },
            "tidy": { "map": "exec", "over": "pages", "args": { "command": ["tidy"] } }
            """, lines, pages);
    }

    [Fact]
    public void Graph_SameCallTwice_IsTwoTasks()
    {
        var graph = new JobGraph("test");

        Assert.NotEqual(graph.HttpGet("https://example.com/").Node, graph.HttpGet("https://example.com/").Node);
    }

    private static void AssertSame(JobGraph graph, string nodes, params GraphHandle[] outputs)
    {
        var built = graph.Build(outputs);
        var wanted = JobParser.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "test", "nodes": { {{nodes}} }, "outputs": [{{string.Join(", ", outputs.Select(o => $"\"{o.Node}\""))}}] }"""), Catalog).Require();
        Assert.True(DocumentHash.Of(wanted) == DocumentHash.Of(built), System.Text.Encoding.UTF8.GetString(JobWriter.ToUtf8(built)));
    }
}
