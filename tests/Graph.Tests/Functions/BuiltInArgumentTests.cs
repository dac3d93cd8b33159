using System.Collections.Immutable;
using System.Text;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Tests.Functions;

/// <summary>What is wrong with the arguments of exec, http.get and download is said before anything runs, all of it, and where.</summary>
public sealed class BuiltInArgumentTests
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().Add(BuiltInFunctions.Exec).Add(BuiltInFunctions.HttpGet).Add(BuiltInFunctions.Download).Build();

    [Theory]
    [InlineData("exec", """{ "comand": ["a"], "command": ["a"] }""", "args.comand", "no parameter 'comand'")]
    [InlineData("exec", """{}""", "args", "needs the argument 'command'")]
    [InlineData("exec", """{ "command": "sort" }""", "args.command", "takes a list (a string)")]
    [InlineData("exec", """{ "command": [] }""", "args.command", "The command is empty")]
    [InlineData("exec", """{ "command": [" "] }""", "args.command[0]", "is blank")]
    [InlineData("exec", """{ "command": ["sleep", 5] }""", "args.command[1]", "takes a string, not 5")]
    [InlineData("exec", """{ "command": ["a"], "files": { "../b": "x" } }""", "args.files['../b']", "no file of the task's own folder")]
    [InlineData("exec", """{ "command": ["a"], "files": { "/etc/b": "x" } }""", "args.files['/etc/b']", "no file of the task's own folder")]
    [InlineData("exec", """{ "command": ["a"], "outputs": ["b", "b"] }""", "args.outputs[1]", "occurs twice")]
    [InlineData("exec", """{ "command": ["a"], "outputs": 3 }""", "args.outputs", "not 3")]
    [InlineData("exec", """{ "command": ["a"], "outputs": "b", "stdout": "text" }""", "args.stdout", "put the name into a list")]
    [InlineData("exec", """{ "command": ["a"], "outputs": ["stdout"], "stdout": "json" }""", "args.outputs[0]", "another name")]
    [InlineData("exec", """{ "command": ["a"], "stdout": "file" }""", "args.stdout", "one of text, json, stream, log")]
    [InlineData("exec", """{ "command": ["a"], "stdinFile": "a/../b" }""", "args.stdinFile", "no file of the task's own folder")]
    [InlineData("exec", """{ "command": ["a"], "environment": { "A-B": "x" } }""", "args.environment.A-B", "no name of a variable")]
    [InlineData("exec", """{ "command": ["a"], "environment": { "A": 1 } }""", "args.environment.A", "a text or { \"env\": \"NAME\" }")]
    [InlineData("exec", """[null, []]""", "args[1]", "The command is empty")]
    [InlineData("http.get", """["example.com/x?key=1"]""", "args[0]", "http or https address, as https://example.com/x.")]
    [InlineData("http.get", """{ "url": "ftp://example.com" }""", "args.url", "no absolute http or https address")]
    [InlineData("http.get", """{ "url": "/etc/passwd" }""", "args.url", "no absolute http or https address")]
    [InlineData("http.get", """{ "url": "https://me:pw@example.com" }""", "args.url", "user's name or password")]
    [InlineData("http.get", """{ "url": "https://example.com", "headers": { "Authorization": "Bearer x" } }""", "args.headers.Authorization", "carries a secret")]
    [InlineData("http.get", """{ "url": "https://example.com", "headers": { "a b": "x" } }""", "args.headers['a b']", "no name of a header")]
    [InlineData("http.get", """{ "url": "https://example.com", "headers": { "Host": "x" } }""", "args.headers.Host", "not for documents to set")]
    [InlineData("http.get", """{ "url": "https://example.com", "headers": { "A": "x\ny" } }""", "args.headers.A", "more than one line")]
    [InlineData("http.get", """{ "url": "https://example.com", "result": "xml" }""", "args.result", "one of text, json, stream")]
    [InlineData("download", """{ "url": "https://example.com", "sha256": "abc" }""", "args.sha256", "64 hexadecimal digits")]
    [InlineData("download", """{ "url": "https://example.com", "maxBytes": 0 }""", "args.maxBytes", "takes an integer")]
    public void Parse_WrongArgument_SaysWhatAndWhere(string function, string args, string path, string says)
    {
        var problem = Assert.Single(Problems($$"""{ "a": { "call": "{{function}}", "args": {{args}} } }"""));

        Assert.Equal("$.nodes.a." + path, problem.Path);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralWrong_ListsAll() =>
        Assert.Equal(4, Problems("""
            {
              "a": { "call": "exec", "args": { "command": [], "stdinFile": "..", "outputs": "" } },
              "b": { "call": "download", "args": ["x"] }
            }
            """).Length);

    [Fact]
    public void Parse_ReferencesAndElements_AreLeftToTheRun() =>
        Assert.Empty(Problems("""
            {
              "urls": { "items": ["not an address"] },
              "files": { "map": "download", "over": "urls" },
              "hash": { "call": "exec", "args": { "command": ["sh", "-c", { "$ref": "name" }], "files": { "x": { "$ref": "files" } }, "outputs": { "$ref": "name" } } },
              "name": { "call": "http.get", "args": { "url": "https://example.com/", "headers": { "Authorization": { "env": "KEY" }, "X-Token": { "$ref": "other" } } } },
              "other": { "call": "http.get", "args": ["http://127.0.0.1/"] },
              "a": { "map": "exec", "over": "files", "args": { "command": ["wc"] } }
            }
            """));

    [Theory]
    [InlineData("filter")]
    [InlineData("mapPartitions")]
    [InlineData("reduce")]
    public void Parse_OfAnotherKind_SaysWhatItIsFor(string kind) =>
        Assert.Contains(Problems($$"""{ "n": { "range": 3 }, "a": { "{{kind}}": "exec", "over": "n", "args": { "command": ["wc"] } } }"""), p => p is { Path: var path, Rule: ProblemRules.FunctionUse } && path == $"$.nodes.a.{kind}");

    [Fact]
    public void Parse_HostThatRefuses_SaysSoWithEverythingElse()
    {
        var problems = Problems("""
            {
              "a": { "call": "exec", "args": { "command": ["a"], "environment": { "A": { "env": "SECRET" }, "B": { "env": "GIVEN" } } } },
              "b": { "call": "http.get", "args": { "url": "http://169.254.169.254/x", "headers": { "A": { "env": "SECRET" } } } },
              "c": { "call": "math.ad" }
            }
            """, new JobPermissions { Environment = ["GIVEN"], Hints = new PermissionHints("say exec", "say NAME", "say private") });

        Assert.Equal(
            ["$.nodes.a.call refused", "$.nodes.a.args.environment.A refused", "$.nodes.b.args.url value", "$.nodes.b.args.headers.A refused", "$.nodes.c.call unknownFunction"],
            problems.Select(p => $"{p.Path} {p.Rule}"));
        // The host's own words for how its operator allows it; without them nothing of a command line is said.
        Assert.Equal(
            ["say exec", "say SECRET", "say private", "say SECRET"],
            problems.Take(4).Select(p => p.Message[(p.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.')));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("64:ff9b::a00:1", true)]
    [InlineData("2002:a00:1::", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("172.32.0.1", false)]
    [InlineData("2606:4700::1111", false)]
    public void IsPrivate_Address_IsKnown(string address, bool expected) => Assert.Equal(expected, HttpRules.IsPrivate(System.Net.IPAddress.Parse(address)));

    private static ImmutableArray<Problem> Problems(string nodes, JobPermissions? permissions = null) =>
        JobParser.Parse(Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "test", "nodes": {{nodes}}, "outputs": ["a"] }"""), permissions is null ? Catalog : Catalog.With(permissions)).Problems;
}
