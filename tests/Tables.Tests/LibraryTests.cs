using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

public sealed class LibraryTests
{
    [Fact]
    public void Version_OfTheLoadedLibrary_IsThePinnedOne()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Of("package.json")));
        var pinned = package.RootElement.GetProperty("dependencies").GetProperty("@duckdb/node-bindings").GetString()!;

        Assert.Equal("v" + pinned.Split('-')[0], TableSession.LibraryVersion);
    }

    [Theory]
    [InlineData("win32-x64")]
    [InlineData("darwin-arm64")]
    [InlineData("darwin-x64")]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    public void PackageLock_EveryPlatform_HasItsLibraryWithAHash(string platform)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Of("package-lock.json")));
        var packages = json.RootElement.GetProperty("packages");
        var bindings = packages.GetProperty("node_modules/@duckdb/node-bindings").GetProperty("version").GetString();

        var library = packages.GetProperty($"node_modules/@duckdb/node-bindings-{platform}");

        Assert.Equal(bindings, library.GetProperty("version").GetString());
        Assert.StartsWith("sha512-", library.GetProperty("integrity").GetString(), StringComparison.Ordinal);
    }
}
