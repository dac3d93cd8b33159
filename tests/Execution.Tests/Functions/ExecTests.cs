using System.Text.Json.Nodes;
using Serverless.Graph.Functions;
using Serverless.Store.Failures;
using static Serverless.Execution.Tests.Functions.BuiltInFixture;

namespace Serverless.Execution.Tests.Functions;

/// <summary>Programs as tasks: what goes in and what comes out.</summary>
public sealed class ExecTests
{
    [Fact]
    public async Task Exec_ValueOnStandardInput_GivesStandardOutputAsText()
    {
        await using var fixture = new BuiltInFixture();

        Assert.Equal("\"a\\nb\\nc\\n\"", await fixture.ValueAsync("""
            "text": { "call": "math.identity", "args": ["c\na\nb\n"] },
            "a": { "call": "exec", "args": { "stdin": { "$ref": "text" }, "command": ["sort"], "environment": { "LC_ALL": "C" } } }
            """));
    }

    [Fact]
    public async Task Exec_MapOverFiles_GivesEachOnStandardInput()
    {
        await using var fixture = new BuiltInFixture();
        await fixture.PutAsync("in/1", "one two");
        await fixture.PutAsync("in/2", "three");

        Assert.Equal("[2,1]", await fixture.ValueAsync("""
            "files": { "files": ["in/*"] },
            "a": { "map": "exec", "over": "files", "args": { "command": ["wc", "-w"], "stdout": "json" } }
            """, count: 2, isCollection: true));
    }

    [Fact]
    public async Task Exec_MapOverRecords_GivesJsonAndTakesNoneForAReference()
    {
        await using var fixture = new BuiltInFixture();

        Assert.Equal("""[{"name":"values/x"},7]""", await fixture.ValueAsync("""
            "items": { "items": [{ "name": "values/x" }, 7] },
            "a": { "map": "exec", "over": "items", "args": { "command": ["cat"], "stdout": "json" } }
            """, count: 2, isCollection: true));
    }

    /// <summary>What would keep anyone who opens it, never ends, or leads to files that are not the program's.</summary>
    [Theory]
    [InlineData("mkfifo out", "a named pipe")]
    [InlineData("ln -s /etc/hostname out", "a link")]
    [InlineData("ln -s /dev/zero out", "a link")]
    [InlineData("ln -s nowhere out", "a link")]
    [InlineData("mkdir out", "a folder")]
    [InlineData("rm -rf dir && ln -s /etc dir", "a link as the folder", "dir/hostname")]
    [InlineData("python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"out\")' || mkfifo out", "a ")]
    public async Task Exec_OutputThatIsNoPlainFile_IsRefusedAtOnce(string command, string said, string output = "out")
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var fixture = new BuiltInFixture();

        var failure = await fixture.FailureAsync(Exec($$"""{ "command": ["sh", "-c", {{System.Text.Json.JsonSerializer.Serialize(command)}}], "outputs": "{{output}}" }""", """{ "timeout": "30s", "retries": 2 }"""));

        Assert.Equal(1, failure.Attempts);
        Assert.Contains($"It left {said}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("where 'outputs' wants a plain file", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_FilesInAndOut_AreFilesOfItsFolderAndStoredByContent()
    {
        await using var fixture = new BuiltInFixture();
        await fixture.PutAsync("in.txt", "from a blob;");

        var result = JsonNode.Parse(await fixture.ValueAsync("""
            "made": { "call": "exec", "args": { "command": ["printf", "from a task"], "stdout": "stream" } },
            "a": { "call": "exec", "args": {
              "command": ["sh", "-c", "cat one dir/two three > out/all; cat four > plain; echo said"],
              "files": { "one": "text;", "dir/two": { "blob": "in.txt" }, "three": { "$ref": "made" }, "four": [1, 2] },
              "outputs": ["out/all", "plain"], "stdout": "text" } }
            """))!;

        Assert.Equal("said\n", (string)result["stdout"]!);
        Assert.Equal("text;from a blob;from a task", await fixture.ReadAsync((string)result["out/all"]!["name"]!));
        Assert.Equal("[1,2]", await fixture.ReadAsync((string)result["plain"]!["name"]!));
        Assert.Equal($"values/{(string)result["plain"]!["hash"]!}", (string)result["plain"]!["name"]!);
    }

    [Fact]
    public async Task Exec_OneOutput_IsAFileForTheNextTask()
    {
        await using var fixture = new BuiltInFixture();

        Assert.Equal("""{"n":1}""", await fixture.ValueAsync("""
            "made": { "call": "exec", "args": { "command": ["sh", "-c", "cat in.json > out.json"], "stdin": { "n": 1 }, "stdinFile": "in.json", "outputs": "out.json" } },
            "a": { "call": "json.read", "args": [{ "$ref": "made" }] }
            """));
    }

    [Fact]
    public async Task Exec_Environment_IsThePathAndWhatIsNamed()
    {
        Environment.SetEnvironmentVariable("EXEC_TEST_GIVEN", "from the host");
        Environment.SetEnvironmentVariable("EXEC_TEST_HIDDEN", "hidden");
        await using var fixture = new BuiltInFixture();

        var text = (string)JsonNode.Parse(await fixture.ValueAsync(Exec("""{ "command": ["env"], "environment": { "A": "b c", "G": { "env": "EXEC_TEST_GIVEN" } } }""")))!;

        var names = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=')[0]).Except(["PWD", "SHLVL", "_"], StringComparer.Ordinal);
        Assert.Equal(["A", "G", "PATH", "TMPDIR"], names.Order(StringComparer.Ordinal));
        Assert.Contains("A=b c\n", text, StringComparison.Ordinal);
        Assert.Contains("G=from the host\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_ArgumentsOfAShell_AreNotLookedAt()
    {
        await using var fixture = new BuiltInFixture();

        var text = (string)JsonNode.Parse(await fixture.ValueAsync(Exec("""{ "command": ["printf", "%s", "$HOME `id` ; * 'x' \"y\""] }""")))!;

        Assert.Equal("$HOME `id` ; * 'x' \"y\"", text);
    }

    [Fact]
    public async Task Exec_NonZeroExit_FailsWithCodeAndLastLinesAndIsTriedAgain()
    {
        Environment.SetEnvironmentVariable("EXEC_TEST_SECRET", "swordfish");
        await using var fixture = new BuiltInFixture();

        var failure = await fixture.FailureAsync(Exec(
            """{ "command": ["sh", "-c", "seq 1 40 >&2; echo \"no $KEY here\" >&2; exit 3"], "environment": { "KEY": { "env": "EXEC_TEST_SECRET" } } }""",
            """{ "retries": { "count": 1, "backoff": "1ms" } }"""));

        Assert.Equal(FailureKind.UserException, failure.Kind);
        Assert.Equal(2, failure.Attempts);
        Assert.Contains("'sh' ended with exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("39\n40\nno *** here", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n10\n", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", string.Join('\n', failure.Log), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["sh", "-c", "kill -9 $$"]""", "was ended by signal 9 (SIGKILL)")]
    [InlineData("""["false"]""", "ended with exit code 1, and wrote nothing")]
    [InlineData("""["no-such-program"]""", "There is no program 'no-such-program'")]
    [InlineData("""["./none"]""", "There is no program './none'")]
    [InlineData("""["sh", "-c", "printf '\\377'"]""", "no UTF-8 text: \"stdout\": \"stream\"")]
    [InlineData("""["sh", "-c", "head -c 17000000 /dev/zero | tr '\\0' x"]""", "more than 16 MiB")]
    public async Task Exec_WhatGoesWrong_IsSaid(string command, string says)
    {
        await using var fixture = new BuiltInFixture();

        Assert.Contains(says, (await fixture.FailureAsync(Exec($$"""{ "command": {{command}} }"""))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_OutputNotWritten_SaysWhatIsThere()
    {
        await using var fixture = new BuiltInFixture();

        Assert.Contains("did not write 'b', which 'outputs' names. In its folder are: c", (await fixture.FailureAsync(Exec("""{ "command": ["touch", "c"], "outputs": ["b"] }"""))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_MoreInputThanItReads_EndsWell()
    {
        await using var fixture = new BuiltInFixture();
        await fixture.PutAsync("large", new string('x', 2_000_000));

        Assert.Equal("\"xxx\"", await fixture.ValueAsync(Exec("""{ "command": ["head", "-c", "3"], "stdin": { "blob": "large" } }""")));
    }

    [Fact]
    public async Task Exec_HostRefuses_NothingRuns()
    {
        await using var fixture = new BuiltInFixture(JobPermissions.None);

        var failure = await fixture.FailureAsync(Exec($$"""{ "command": ["touch", "{{fixture.Of("ran")}}"] }""", """{ "retries": 3 }"""));

        Assert.Contains("Its operator can allow that", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, failure.Attempts);
        Assert.False(File.Exists(fixture.Of("ran")));
    }
}
