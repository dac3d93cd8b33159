using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Serverless.Testing;

namespace Serverless.Architecture.Tests;

public sealed class LayerTests
{
    [Theory]
    [InlineData("""<ProjectReference Include="../../shared/Storage/Storage.csproj" />""", "LAYER002", "shared/Planning may not reference the project")]
    [InlineData("""<PackageReference Include="Npgsql" />""", "LAYER003", "shared/Planning may not reference the package Npgsql")]
    public async Task Build_ForbiddenReference_IsAnErrorThatSaysTheRule(string reference, string code, string text)
    {
        using var folder = new TempFolder();
        // A copy of the rules with one project that breaks them: the checkout itself stays as it is.
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Layers.props", "BannedSymbols.txt", "global.json" })
            File.Copy(RepositoryRoot.Of(file), folder.Of(file));
        Directory.CreateDirectory(folder.Of("shared", "Planning"));
        await File.WriteAllTextAsync(folder.Of("shared", "Planning", "Planning.csproj"), $"""<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{reference}</ItemGroup></Project>""");

        var output = await DotnetAsync("msbuild", folder.Of("shared", "Planning", "Planning.csproj"), "-t:CheckLayers", "-nologo");

        Assert.Contains(code, output, StringComparison.Ordinal);
        Assert.Contains(text, output, StringComparison.Ordinal);
        Assert.Contains("Planning is pure", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_EveryProject_HasALineAndUsesNoLayerAbove()
    {
        var lines = XDocument.Load(RepositoryRoot.Of("Layers.props")).Descendants("Layer").ToDictionary(l => (string)l.Attribute("Include")!, StringComparer.Ordinal);
        foreach (var project in Projects("shared").Concat(Projects("orchestrations")))
        {
            Assert.True(lines.TryGetValue(project, out var line), $"{project} has no line in Layers.props.");
            var uses = ((string)line!.Attribute("MayUse")!).Split(';', StringSplitOptions.RemoveEmptyEntries);
            var forbidden = project.StartsWith("shared/", StringComparison.Ordinal) ? "^(orchestrations|functions|tests)/" : "^(functions|tests)/";
            Assert.All(uses, u => Assert.DoesNotMatch(forbidden, u));
            Assert.NotEmpty((string)line.Attribute("Rule")!);
        }
    }

    [Fact]
    public void SourceFiles_None_HasMoreThan400Lines() =>
        Assert.DoesNotContain(Sources(), f => File.ReadLines(f).Count() > 400);

    [Fact]
    public void Folders_None_IsNamedAfterNothing() =>
        Assert.DoesNotContain(Sources(), f => Regex.IsMatch(f.Replace('\\', '/'), "/(Common|Utils|Util|Helpers|Helper|Managers?)/|(Helper|Utils|Manager)s?\\.cs$", RegexOptions.None, TimeSpan.FromSeconds(1)));

    [Theory]
    [InlineData("win-x64", "win-x64/native/duckdb.dll")]
    [InlineData("win-arm64", "win-arm64/native/duckdb.dll")]
    [InlineData("osx-arm64", "osx/native/libduckdb.dylib")]
    [InlineData("osx-x64", "osx/native/libduckdb.dylib")]
    [InlineData("linux-x64", "linux-x64/native/libduckdb.so")]
    [InlineData("linux-arm64", "linux-arm64/native/libduckdb.so")]
    public async Task DuckDB_EveryPlatform_HasItsLibraryInThePackage(string platform, string file)
    {
        var output = await DotnetAsync("msbuild", RepositoryRoot.Of("shared", "Tables", "Tables.csproj"), $"-p:DuckDBRid={platform}", "-getProperty:DuckDBLibraryPath");

        Assert.EndsWith("/runtimes/" + file, output.Trim().Replace('\\', '/'), StringComparison.Ordinal);
        Assert.True(File.Exists(output.Trim()), $"{output.Trim()} is not in the package.");
    }

    /// <summary>The README's first command needs the .NET SDK alone: no project of the product may ask for Node.js.</summary>
    [Fact]
    public void Product_NoProject_RunsNpm()
    {
        var projects = new[] { "functions", "orchestrations", "shared", "samples" }
            .SelectMany(top => new[] { "*.csproj", "*.targets", "*.props" }.SelectMany(p => Directory.EnumerateFiles(RepositoryRoot.Of(top), p, SearchOption.AllDirectories)))
            .Where(f => !Regex.IsMatch(f.Replace('\\', '/'), "/(obj|bin|Azure.Tests)/", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .ToList();

        Assert.NotEmpty(projects);
        Assert.DoesNotContain(projects, f => Regex.IsMatch(File.ReadAllText(f), "npm |node_modules|tests/Testing", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Readme_Commands_AreRunByCi()
    {
        var ci = File.ReadAllText(RepositoryRoot.Of(".ci", "run"));
        var blocks = Regex.Matches(File.ReadAllText(RepositoryRoot.Of("README.md")), "```\\n(dotnet [^`]+?)\\n```", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.NotEmpty(blocks);
        Assert.All(blocks.SelectMany(b => b.Groups[1].Value.Split('\n')), command => Assert.Contains(command, ci, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Projects(string top) =>
        Directory.EnumerateFiles(RepositoryRoot.Of(top), "*.csproj", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(RepositoryRoot.Path, Path.GetDirectoryName(f)!).Replace('\\', '/'));

    private static IEnumerable<string> Sources() =>
        new[] { "functions", "orchestrations", "shared", "tests", "samples" }
            .SelectMany(top => Directory.EnumerateFiles(RepositoryRoot.Of(top), "*.cs", SearchOption.AllDirectories))
            .Where(f => !Regex.IsMatch(f.Replace('\\', '/'), "/(obj|bin)/", RegexOptions.None, TimeSpan.FromSeconds(1)));

    private static async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await errors;
    }
}
