using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>What is wrong with a command line ends with status 2 and one clear message.</summary>
public sealed class CommandLineTests
{
    public static TheoryData<string[], string> Wrong => new()
    {
        { ["rnu"], "rnu" },
        { ["run"], "serverless run --help" },
        { ["list", "--limit", "many"], "many" },
        { ["list", "--limit", "-1"], "limit" },
        { ["status"], "serverless status --help" },
        { ["run", "x.json", "--output", "xml"], "xml" },
        { ["run", "x.json", "--memory", "9000000TiB"], "--memory" },
        { ["run", "x.json", "--format", "csv"], "-o" },
        { ["run", "x.json", "-o", "rows.txt"], "--format" },
        { ["run", "x.json", "--data", ""], "--data" },
        { ["semaphores", "set", "erp"], "--limit" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Verb_WrongCommandLine_EndsWithTwoAndOneWord(string[] arguments, string says)
    {
        using var folder = new TempFolder();
        using var run = ProgramRun.Start("serverless", arguments.Contains("--data") ? arguments : [.. arguments, "--data", folder.Of("data")]);

        Assert.True(await run.WaitAsync() == 2, run.Errors);
        Assert.Contains(says, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_DataIsAFile_EndsWithTwoAndNamesIt()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("file"), "");
        using var run = ProgramRun.Start("serverless", ["list", "--data", folder.Of("file", "below")]);

        Assert.True(await run.WaitAsync() == 2, run.Errors);
        Assert.Contains($"'{folder.Of("file")}' is a file", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_FolderWithNativeAndBrokenLibraries_PassesThemOverWithAWord()
    {
        using var folder = new TempFolder();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Serverless.TestFunctions.Fixed.dll"), folder.Of("good.dll"));
        await File.WriteAllBytesAsync(folder.Of("native.dll"), [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0]);
        await File.WriteAllBytesAsync(folder.Of("empty.dll"), []);
        using var run = ProgramRun.Start("serverless", ["functions", "--data", folder.Of("data"), "--functions", folder.Path]);

        Assert.True(await run.WaitAsync() == 0, run.Errors);
        Assert.Contains("passed over, no .NET assemblies: empty.dll, native.dll", run.Errors, StringComparison.Ordinal);
        Assert.Contains("brittle.scale", run.Output, StringComparison.Ordinal);
    }
}
