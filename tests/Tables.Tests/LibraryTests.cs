using System.Xml.Linq;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

public sealed class LibraryTests
{
    /// <summary>The package's version is DuckDB's with a number of its own behind it, 1.5.6.1.</summary>
    [Fact]
    public void Version_OfTheLoadedLibrary_IsThePinnedOne()
    {
        var pinned = XDocument.Load(RepositoryRoot.Of("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(p => (string)p.Attribute("Include")! == "DuckDB.NET.Bindings.Full").Attribute("Version")!.Value;

        Assert.Equal("v" + string.Join('.', pinned.Split('.')[..3]), TableSession.LibraryVersion);
    }

    [Fact]
    public void Output_HasOneLibrary_ThatOfThisMachine()
    {
        var libraries = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "runtimes"), "*duckdb*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "*duckdb.*"));

        Assert.Single(libraries);
        Assert.Empty(Directory.EnumerateFiles(AppContext.BaseDirectory, "DuckDB.NET*"));
    }
}
