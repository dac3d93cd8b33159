using Serverless.Local.Hosting;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>A process goes on with the build that it loaded, and says which that is and how to get the new one.</summary>
public sealed class LoadedFunctionsTests
{
    [Fact]
    public void Hint_FileWrittenAnew_NamesTheBuildThatIsLoadedAndWhatToDo()
    {
        using var folder = new TempFolder();
        var file = folder.Of("retail.dll");
        File.Copy(typeof(LoadedFunctionsTests).Assembly.Location, file);
        var loaded = new LoadedFunctions();
        loaded.Add(file, File.GetLastWriteTimeUtc(file), typeof(LoadedFunctionsTests).Assembly);
        var build = typeof(LoadedFunctionsTests).Assembly.ManifestModule.ModuleVersionId.ToString("N")[..8];
        Assert.Empty(loaded.Changes());
        Assert.Equal($"Functions of retail.dll (build {build}).", loaded.Describe());

        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1));

        Assert.Contains($"'{file}' was written anew", loaded.Changes(), StringComparison.Ordinal);
        Assert.Contains("start it again to load the new one", loaded.Changes(), StringComparison.Ordinal);
        Assert.All([$"build {build}", loaded.Changes()], words => Assert.Contains(words, loaded.Hint(), StringComparison.Ordinal));
    }

    [Fact]
    public void Hint_NothingLoaded_SaysHowToLoad() => Assert.Contains("--functions", new LoadedFunctions().Hint(), StringComparison.Ordinal);
}
