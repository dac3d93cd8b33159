using System.Collections.Frozen;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Functions;

/// <summary>The functions that documents may name. Immutable; made by <see cref="FunctionCatalogBuilder"/>.</summary>
public sealed class FunctionCatalog
{
    private readonly FrozenDictionary<string, FunctionDescriptor> _functions;

    internal FunctionCatalog(IEnumerable<FunctionDescriptor> functions)
    {
        _functions = functions.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
        Functions = [.. _functions.Values.OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>No functions at all.</summary>
    public static FunctionCatalog Empty { get; } = new([]);

    /// <summary>By name.</summary>
    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    /// <summary>The function of that name, or null. Names are case-sensitive.</summary>
    public FunctionDescriptor? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>The name nearest to <paramref name="name"/>, or null when none is near.</summary>
    public string? Nearest(string name) => Spelling.Nearest(name, Functions.Select(f => f.Name));
}
