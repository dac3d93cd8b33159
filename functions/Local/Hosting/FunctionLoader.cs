using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;

namespace Serverless.Local.Hosting;

/// <summary>The functions of this process: built-ins, and those of the DLLs that the user names.</summary>
internal static class FunctionLoader
{
    /// <param name="path">A DLL, or a folder of them; null: built-ins alone.</param>
    /// <param name="say">Hears what was passed over.</param>
    /// <param name="loaded">Notes which files are loaded.</param>
    /// <exception cref="InputException">The path is no DLL or folder of DLLs, or one with functions cannot be loaded.</exception>
    public static FunctionCatalog Load(string? path, LoadedFunctions loaded, Action<string>? say = null)
    {
        var builder = new FunctionCatalogBuilder().AddBuiltIns();
        if (path is null) return builder.Build().With(loaded.Hint);
        if (path.AsSpan().Trim().IsEmpty) throw new InputException("--functions: a DLL or a folder has a name.");
        var full = Path.GetFullPath(path);
        var isFolder = !File.Exists(full);
        var passedOver = new List<string>();
        foreach (var file in Files(full))
        {
            if (AssemblyProblem(file) is not { } why) Add(builder, file, loaded);
            else if (isFolder) passedOver.Add(Path.GetFileName(file));
            else throw new InputException($"--functions: '{file}' {why}.");
        }
        // A publish folder has libraries of the system too.
        if (passedOver.Count > 0) say?.Invoke($"--functions: passed over, no .NET assemblies: {string.Join(", ", passedOver)}");
        return builder.Build().With(loaded.Hint);
    }

    // By its headers alone: nothing of it runs.
    private static string? AssemblyProblem(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var image = new PEReader(stream);
            return image.HasMetadata && image.GetMetadataReader().IsAssembly ? null : "is a native library, and no .NET assembly";
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            return "is no .NET assembly, or a broken one";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--functions: '{file}' cannot be read: {e.Message}");
        }
    }

    private static void Add(FunctionCatalogBuilder builder, string file, LoadedFunctions loaded)
    {
        try
        {
            var writtenAt = File.GetLastWriteTimeUtc(file);
            var assembly = new FunctionLoadContext(file).LoadFromAssemblyPath(file);
            builder.Add(assembly);
            loaded.Add(file, writtenAt, assembly);
        }
        catch (ReflectionTypeLoadException e)
        {
            var first = e.LoaderExceptions.OfType<Exception>().Select(l => l.Message.ReplaceLineEndings(" ")).Distinct(StringComparer.Ordinal).FirstOrDefault() ?? e.Message;
            throw new InputException($"--functions: types of '{file}' cannot be loaded: {first} If that is an assembly, put it beside the DLL ('dotnet publish' does).");
        }
        // What a broken image is found out by depends on which byte is broken.
        catch (Exception e) when (e is BadImageFormatException or TypeLoadException or FileLoadException or FileNotFoundException or MissingMemberException or CustomAttributeFormatException or FormatException or ArgumentException or InvalidOperationException or OverflowException or NotSupportedException)
        {
            throw new InputException($"--functions: '{file}' cannot be loaded: {e.Message.ReplaceLineEndings(" ")} It may be broken, or lack an assembly beside it.");
        }
    }

    private static string[] Files(string path) =>
        File.Exists(path) ? [path]
        : Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*.dll").Where(IsNotOurs).Order(StringComparer.Ordinal)]
        : throw new InputException($"--functions: there is no '{path}'. Give a DLL with [TaskFunction] methods, or the folder that 'dotnet publish' wrote.");

    // A publish folder also holds the platform's own assemblies, which this process has already.
    private static bool IsNotOurs(string file) =>
        !File.Exists(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(file)));

    // The user's own dependencies beside the DLL; what this process has is shared, so that types are the same.
    private sealed class FunctionLoadContext(string file) : AssemblyLoadContext(Path.GetFileName(file))
    {
        private readonly AssemblyDependencyResolver _resolver = new(file);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            try
            {
                return Default.LoadFromAssemblyName(assemblyName);
            }
            catch (FileNotFoundException)
            {
                return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
            }
        }
    }
}
