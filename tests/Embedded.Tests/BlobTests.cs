using Serverless.Client.Building;
using Serverless.Graph.Validation;
using Serverless.Testing;

namespace Serverless.Embedded.Tests;

/// <summary>Files, references and streams.</summary>
public sealed class BlobTests(RunningHost running) : IClassFixture<RunningHost>
{
    private readonly JobGraph _graph = new("blobs");

    [Fact]
    public async Task FromFiles_StreamArgument_IsTheFilesBytes()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("a.txt"), "one");
        await File.WriteAllTextAsync(folder.Of("b.txt"), "three");
        await File.WriteAllTextAsync(folder.Of("c.csv"), "no");

        var lengths = _graph.FromFiles(folder.Of("*.txt")).Map(f => Numbers.Bytes(f));

        Assert.Equal([3, 5], await running.Host.ComputeAsync(lengths));
        Assert.Equal([3, 5], running.Host.ComputeEager(lengths));
    }

    [Fact]
    public async Task FromFiles_ReferenceArgument_IsOpenedByTheContext()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("a.txt"), "first\nsecond");

        Assert.Equal(["first"], await running.Host.ComputeAsync(_graph.FromFiles(folder.Of("a.txt")).Map(f => Numbers.Head(f, null!, default))));
    }

    [Fact]
    public async Task StreamResult_IsStoredOnceAndReadByTheNext()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("a.txt"), "shout");

        var loud = _graph.FromFiles(folder.Of("a.txt")).Map(f => Numbers.Shout(f)).Keep();

        Assert.Equal(["SHOUT"], await running.Host.ComputeAsync(loud.Map(s => Numbers.Whole(s))));
    }

    [Fact]
    public async Task FromFiles_Missing_IsRefusedBeforeAnythingRuns()
    {
        var error = await Assert.ThrowsAsync<JobInvalidException>(() => running.Host.ComputeAsync(_graph.FromFiles("/nowhere/*.txt").Count()));

        Assert.Contains("/nowhere/*.txt", error.Message, StringComparison.Ordinal);
    }
}
