using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Serverless.Packages.Tests;

/// <summary>The packages, used by somebody who has an empty folder and an empty package cache.</summary>
[Trait("Category", "Long")]
public sealed partial class PackageTests(PackedFolder packed) : IClassFixture<PackedFolder>
{
    [Fact]
    public void Every_Package_SaysWhatItIs()
    {
        var packages = Directory.GetFiles(packed.Packages, "*.nupkg");
        Assert.True(packages.Length > 20, $"{packages.Length} packages");
        foreach (var path in packages)
        {
            using var zip = ZipFile.OpenRead(path);
            var name = Path.GetFileName(path);
            var metadata = Metadata(zip);
            Assert.Equal("MIT", Value(metadata, "license"));
            Assert.True(Value(metadata, "description") is { Length: > 40 } said && said != "Package Description", name);
            Assert.True(zip.GetEntry(Value(metadata, "readme")!) is not null, $"{name} has no readme");
            if (zip.Entries.Any(e => e.FullName.StartsWith("lib/", StringComparison.Ordinal)))
                Assert.True(File.Exists(Path.ChangeExtension(path, ".snupkg")), $"{name} has no symbols");
            // Versions of one build belong together.
            Assert.All(Ours(metadata), dependency => Assert.Equal(Value(metadata, "version"), (string)dependency.Attribute("version")!));
        }
    }

    [Fact]
    public void TheContract_NeedsNoOtherPackage()
    {
        using var zip = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(packed.Packages, "Serverless.Graph.*.nupkg")));
        Assert.DoesNotContain(Metadata(zip).Descendants(), e => e.Name.LocalName == "dependency");
    }

    [Fact]
    public async Task TheTool_Installed_RunsAJob()
    {
        var printed = await packed.RunAsync("mkdir tool && cd tool && serverless new job first && serverless run first.json && serverless --version");
        Assert.Contains("total: 285", printed, StringComparison.Ordinal);
        Assert.Matches(Version(), printed);
    }

    [Fact]
    public async Task TheTemplates_Installed_TestAndRun()
    {
        var printed = await packed.RunAsync("""
            hive="--debug:custom-hive $PWD/hive"
            dotnet new install Serverless.Templates $hive
            dotnet new serverless-functions -n Prices $hive
            dotnet test Prices
            serverless run Prices/job.json --functions Prices/Prices/bin/Debug/net10.0/Prices.dll
            dotnet new serverless-job -n night $hive
            serverless run night.json --param count=3
            """);
        Assert.Contains("Passed!  - Failed:     0, Passed:     1", printed, StringComparison.Ordinal);
        Assert.Contains("""greetings: ["Hello, Ada!","Hello, Grace!"]""", printed, StringComparison.Ordinal);
        Assert.Contains("total: 5", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgramOfOneFile_RunsAJobInItself()
    {
        await File.WriteAllTextAsync(Path.Combine(packed.Folder, "squares.cs"), """
            #:package Serverless.Embedded@*
            using Serverless.Client.Building;
            using Serverless.Embedded;
            using Serverless.Graph.Functions;

            await using var here = await LocalHost.StartAsync();
            var graph = new JobGraph("squares");
            Console.WriteLine(await here.ComputeAsync(graph.Range(1_000).Map(x => Numbers.Square(x)).Reduce((a, b) => Numbers.Add(a, b))));
            Console.WriteLine(await here.ComputeAsync(graph.Range(3).Map(x => Numbers.Square(x))) is [0, 1, 4]);

            public static class Numbers
            {
                [TaskFunction(Version = "1")]
                public static long Square(long x) => x * x;

                [TaskFunction(Version = "1")]
                public static long Add(long a, long b) => a + b;
            }
            """);
        Assert.Equal("332833500\nTrue", (await packed.RunAsync("dotnet run squares.cs")).Trim());
    }

    private static XElement Metadata(ZipArchive zip)
    {
        using var nuspec = zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
    }

    private static string? Value(XElement metadata, string name) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;

    private static IEnumerable<XElement> Ours(XElement metadata) =>
        metadata.Descendants().Where(e => e.Name.LocalName == "dependency" && ((string)e.Attribute("id")!).StartsWith("Serverless.", StringComparison.Ordinal));

    [GeneratedRegex(@"\n\d+\.\d+\.\d+", RegexOptions.None, 1_000)]
    private static partial Regex Version();
}
