using System.Reflection;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;

namespace Serverless.Embedded;

/// <summary>The functions of this process: built-ins, those of named assemblies, and those of every graph that was handed over so far.</summary>
internal sealed class MutableCatalog
{
    private readonly IReadOnlyList<Assembly> _assemblies;
    private readonly HashSet<MethodInfo> _methods = [];
    private volatile FunctionCatalog _current;

    public MutableCatalog(IReadOnlyList<Assembly> assemblies)
    {
        _assemblies = assemblies;
        _current = Build();
    }

    public FunctionCatalog Current => _current;

    /// <summary>Adds the functions of a graph.</summary>
    /// <exception cref="FunctionCatalogException">Two methods have one name.</exception>
    public FunctionCatalog With(IEnumerable<MethodInfo> methods)
    {
        lock (_methods)
        {
            var before = _methods.Count;
            _methods.UnionWith(methods);
            if (_methods.Count > before) _current = Build();
            return _current;
        }
    }

    private FunctionCatalog Build()
    {
        var builder = new FunctionCatalogBuilder().AddBuiltIns();
        foreach (var assembly in _assemblies) builder.Add(assembly);
        foreach (var method in _methods) builder.Add(method);
        return builder.Build();
    }
}
