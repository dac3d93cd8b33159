using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.Local.Tests;

public sealed class RepairTests
{
    private const string Document = """
        { "version": 1, "name": "answer", "nodes": {
            "answer": { "call": "math.add", "args": [40, 2] } },
          "outputs": ["answer"] }
        """;

    [Fact]
    public async Task Repair_SoundHub_SaysSo()
    {
        using var folder = await RunOnceAsync();
        var (status, output) = await RepairAsync(folder);
        Assert.Equal(0, status);
        Assert.Contains("sound", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repair_DamagedHub_ShowsWhatWouldBeLostAndMendsOnlyWhenTold()
    {
        using var folder = await RunOnceAsync();
        Damage(folder);
        using (var refused = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data")]))
        {
            Assert.Equal(3, await refused.WaitAsync());
            Assert.Contains("0000000001.log", refused.Errors, StringComparison.Ordinal);
            Assert.Contains("offset", refused.Errors, StringComparison.Ordinal);
            Assert.Contains("serverless repair", refused.Errors, StringComparison.Ordinal);
        }
        var before = await BytesAsync(folder);

        var (status, shown) = await RepairAsync(folder);
        Assert.Equal(3, status);
        Assert.All(["Damaged: 0000000001.log at offset", "Mending loses:", "default~", "Nothing was changed", "--yes"], text => Assert.Contains(text, shown, StringComparison.Ordinal));
        Assert.Equal(before, await BytesAsync(folder));
        var (_, json) = await RepairAsync(folder, "--output", "json");
        Assert.NotEmpty(JsonNode.Parse(json)!["lostInstances"]!.AsArray());
        Assert.Equal(before, await BytesAsync(folder));

        var (mended, said) = await RepairAsync(folder, "--yes");
        Assert.Equal(0, mended);
        Assert.Contains("Mended", said, StringComparison.Ordinal);
        Assert.Contains("sound", (await RepairAsync(folder)).Output, StringComparison.Ordinal);
        using var again = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data")]);
        Assert.True(await again.WaitAsync() == 0, again.Errors);
    }

    [Fact]
    public async Task Repair_NoHub_SaysWhichFolderIsMeant()
    {
        using var folder = new TempFolder();
        using var run = ProgramRun.Start("serverless", ["repair", "--data", folder.Of("data")]);
        Assert.Equal(2, await run.WaitAsync());
        Assert.Contains(folder.Of("data"), run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Of("data")));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("host")]
    public async Task Help_Durability_SaysWhatItRisks(string verb)
    {
        using var run = ProgramRun.Start("serverless", [verb, "--help"]);
        Assert.Equal(0, await run.WaitAsync());
        var help = string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(["--durability <fsync|flush>", "nothing acknowledged is ever lost", "a power cut or a crash of the system loses the last seconds"], text => Assert.Contains(text, help, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_DurabilityFlush_GivesTheSame()
    {
        using var folder = await RunOnceAsync("--durability", "flush");
        Assert.NotEmpty(Directory.EnumerateFiles(folder.Of("data", "hub"), "*.log"));
    }

    /// <summary>A folder in which a job was run.</summary>
    private static async Task<TempFolder> RunOnceAsync(params string[] options)
    {
        var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), Document);
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), .. options]);
        Assert.True(await run.WaitAsync() == 0, run.Errors);
        return folder;
    }

    /// <summary>Flips a bit in the second frame of the log.</summary>
    private static void Damage(TempFolder folder)
    {
        var file = folder.Of("data", "hub", "0000000001.log");
        var bytes = File.ReadAllBytes(file);
        var second = bytes.AsSpan(60).IndexOf("FRAM"u8) + 60;
        bytes[second + 30] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static async Task<(int Status, string Output)> RepairAsync(TempFolder folder, params string[] options)
    {
        using var run = ProgramRun.Start("serverless", ["repair", "--data", folder.Of("data"), .. options]);
        var status = await run.WaitAsync();
        Assert.True(run.Output.Length > 0, run.Errors);
        return (status, run.Output);
    }

    /// <summary>The log's files, by content.</summary>
    private static async Task<IReadOnlyList<string>> BytesAsync(TempFolder folder)
    {
        var all = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder.Of("data", "hub")).Where(f => !f.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            all.Add($"{Path.GetFileName(file)} {Convert.ToBase64String(await File.ReadAllBytesAsync(file))}");
        return all;
    }
}
