using Serverless.Testing;

namespace Serverless.Packages.Tests;

/// <summary>Every package, made once, and an empty folder of a user who has nothing else: no package cache, no templates.</summary>
public sealed class PackedFolder : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan PackTime = TimeSpan.FromMinutes(10);

    private readonly TempFolder _folder = new();

    public string Packages => _folder.Of("packages");

    public string Folder => _folder.Of("user");

    public string Tool => Path.Combine(Folder, "tools", "serverless");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        await UserShell.RunAsync(RepositoryRoot.Path, $"'{RepositoryRoot.Of(".ci", "pack")}' '{Packages}'", PackTime);
        // What is not ours comes from where this machine gets packages.
        await File.WriteAllTextAsync(Path.Combine(Folder, "nuget.config"), $"""
            <configuration><packageSources><add key="packed" value="{Packages}" /></packageSources></configuration>
            """);
        await RunAsync("dotnet tool install Serverless.Tool --tool-path tools");
    }

    /// <summary>Runs commands in the user's folder; one that fails fails the test.</summary>
    public Task<string> RunAsync(string commands) => UserShell.RunAsync(
        Folder, commands, PackTime, ("NUGET_PACKAGES", _folder.Of("cache")), ("XDG_DATA_HOME", _folder.Of("home")), ("PATH", $"{Path.GetDirectoryName(Tool)}:{Environment.GetEnvironmentVariable("PATH")}"));

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}
