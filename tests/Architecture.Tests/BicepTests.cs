using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Serverless.Testing;

namespace Serverless.Architecture.Tests;

/// <summary>What is deployed, by the real compiler with its linter: a warning is a failure, as one meant a scale rule without its identity.</summary>
public sealed class BicepTests
{
    private static readonly string Compiler = typeof(BicepTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Bicep").Value!;

    [Theory]
    [InlineData("build", "main.bicep")]
    [InlineData("lint", "main.bicep")]
    [InlineData("build-params", "parameters/example.bicepparam")]
    [InlineData("lint", "parameters/example.bicepparam")]
    public async Task Infra_Compiled_HasNoErrorAndNoWarning(string verb, string file)
    {
        if (!CompilerRunsHere) return;

        var (exit, output, findings) = await BicepAsync([verb, RepositoryRoot.Of("infra", file), .. verb == "lint" ? Array.Empty<string>() : ["--stdout"]]);

        Assert.Equal("", findings.Trim());
        Assert.Equal(0, exit);
        if (verb != "lint") Assert.Contains("Microsoft.Web/sites", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Infra_EveryModule_IsUsedByTheTemplate()
    {
        var template = File.ReadAllText(RepositoryRoot.Of("infra", "main.bicep"));

        Assert.All(Directory.EnumerateFiles(RepositoryRoot.Of("infra", "modules")), module => Assert.Contains($"'modules/{Path.GetFileName(module)}'", template, StringComparison.Ordinal));
    }

    /// <summary>The check can fail: a property that the resource lacks is found.</summary>
    [Fact]
    public async Task Compiler_PropertyThatIsNone_SaysSo()
    {
        if (!CompilerRunsHere) return;
        using var folder = new TempFolder();
        var old = (await File.ReadAllTextAsync(RepositoryRoot.Of("infra", "modules", "storage.bicep"))).Replace("allowSharedKeyAccess: false", "allowSharedKeyAccess: false\n    opensAtNight: true", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.Of("storage.bicep"), old);

        var (_, _, findings) = await BicepAsync(["build", folder.Of("storage.bicep"), "--stdout"]);

        Assert.Contains("BCP037", findings, StringComparison.Ordinal);
    }

    // The one platform that CI has; the other platforms' compilers are packages of their own.
    private static bool CompilerRunsHere => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.X64;

    private static async Task<(int Exit, string Output, string Findings)> BicepAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Compiler, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // Machines without ICU; and nothing of this machine's settings counts.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start)!;
        var findings = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await findings);
    }
}
