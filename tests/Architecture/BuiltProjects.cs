using Serverless.Testing;

namespace Serverless.Architecture;

/// <summary>The projects of <c>shared</c> and <c>orchestrations</c>, with the assemblies that were built of them.</summary>
public static class BuiltProjects
{
    /// <exception cref="FileNotFoundException">One was not built with this program.</exception>
    public static IEnumerable<NamespaceGraph> All() =>
        from top in new[] { "orchestrations", "shared" }
        from folder in Directory.EnumerateDirectories(RepositoryRoot.Of(top)).Order(StringComparer.Ordinal)
        let name = Path.GetFileName(folder)
        where File.Exists(Path.Combine(folder, $"{name}.csproj"))
        select NamespaceGraph.Of(folder, $"{top}/{name}", Path.Combine(AppContext.BaseDirectory, $"Serverless.{name}.dll"));
}
