using System.Reflection;
using System.Runtime.Loader;
using Serverless.Execution.Functions;
using Serverless.Graph.Functions;

namespace Serverless.Local.Hosting;

/// <summary>The functions of this process: built-ins, and those of the DLLs that the user names.</summary>
internal static class FunctionLoader
{
    /// <exception cref="InputException">The path is no DLL or folder of DLLs.</exception>
    public static FunctionCatalog Load(string? path)
    {
        var builder = new FunctionCatalogBuilder().AddBuiltIns();
        if (path is not null)
        {
            foreach (var file in Files(Path.GetFullPath(path))) builder.Add(LoadAssembly(file));
        }
        return builder.Build();
    }

    private static string[] Files(string path) =>
        File.Exists(path) ? [path]
        : Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*.dll").Where(IsNotOurs).Order(StringComparer.Ordinal)]
        : throw new InputException($"--functions: there is no '{path}'. Give a DLL with [TaskFunction] methods, or the folder that 'dotnet publish' wrote.");

    // A publish folder also holds the platform's own assemblies, which this process has already.
    private static bool IsNotOurs(string file) =>
        !File.Exists(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(file)));

    private static Assembly LoadAssembly(string file)
    {
        try
        {
            return new FunctionLoadContext(file).LoadFromAssemblyPath(file);
        }
        catch (BadImageFormatException)
        {
            throw new InputException($"--functions: '{file}' is no .NET assembly.");
        }
    }

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
