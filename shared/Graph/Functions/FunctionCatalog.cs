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

    private FunctionCatalog(FunctionCatalog other, JobPermissions permissions, Func<string>? hint)
    {
        (_functions, Functions) = (other._functions, other.Functions);
        Permissions = permissions;
        Hint = hint;
    }

    /// <summary>No functions at all.</summary>
    public static FunctionCatalog Empty { get; } = new([]);

    /// <summary>What documents may do with them: those that do more are refused. Default: all, as for documents that were accepted already.</summary>
    public JobPermissions Permissions { get; } = JobPermissions.All;

    /// <summary>Where the functions come from and how others get here, for anyone who names one that is not there; null: not said.</summary>
    public Func<string>? Hint { get; }

    /// <summary>By name.</summary>
    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    /// <summary>The same functions, for documents that may do no more than this.</summary>
    public FunctionCatalog With(JobPermissions permissions) => new(this, permissions, Hint);

    /// <summary>The same functions, with a word on where they come from.</summary>
    public FunctionCatalog With(Func<string> hint) => new(this, Permissions, hint);

    /// <summary>The function of that name, or null. Names are case-sensitive.</summary>
    public FunctionDescriptor? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>The name nearest to <paramref name="name"/>, or null when none is near.</summary>
    public string? Nearest(string name) => Spelling.Nearest(name, Functions.Select(f => f.Name));
}
