using Serverless.Testing;

namespace Serverless.FunctionsHost.Kit;

/// <summary>Where programs of the repository were built, in the configuration of these tests.</summary>
public static class BuiltProgram
{
    // .../bin/{configuration}/{framework}/
    private static readonly string[] Parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);

    public static string FolderOf(params string[] project) => RepositoryRoot.Of([.. project, "bin", Parts[^2], Parts[^1]]);
}
