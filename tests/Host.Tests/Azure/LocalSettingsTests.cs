using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serverless.Api.Access;
using Serverless.Testing;

namespace Serverless.Host.Tests.Azure;

/// <summary>The settings that a developer's first build of the Functions app makes.</summary>
public sealed class LocalSettingsTests
{
    [Fact]
    public async Task FirstBuild_MakesSettingsWithAKeyOfTheirOwn_AndTheNextLeavesThem()
    {
        using var folder = new TempFolder();
        await MakeAsync(folder.Of("local.settings.json"));
        var made = await File.ReadAllTextAsync(folder.Of("local.settings.json"));
        await MakeAsync(folder.Of("local.settings.json"));
        Assert.Equal(made, await File.ReadAllTextAsync(folder.Of("local.settings.json")));

        using var json = JsonDocument.Parse(made);
        var values = json.RootElement.GetProperty("Values");
        var key = values.GetProperty("SERVERLESS_API_KEY").GetString()!;
        Assert.Matches("^[0-9a-f]{64}$", key);
        Assert.Equal($"*={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}", values.GetProperty("SERVERLESS_API_KEYS").GetString(), ignoreCase: true);
        Assert.True(ApiKeys.Parse(values.GetProperty("SERVERLESS_API_KEYS").GetString()).RequiresKey);
        Assert.Equal("dotnet-isolated", values.GetProperty("FUNCTIONS_WORKER_RUNTIME").GetString());
    }

    private static async Task MakeAsync(string file)
    {
        using var build = Process.Start(new ProcessStartInfo(
            "dotnet", ["msbuild", RepositoryRoot.Of("functions", "Azure", "LocalSettings.targets"), "-t:MakeLocalSettings", $"-p:LocalSettingsFile={file}", "-nologo", "-v:q"]))!;
        await build.WaitForExitAsync();
        Assert.Equal(0, build.ExitCode);
    }
}
