using Serverless.Graph.Parameters;
using Serverless.Graph.Writing;

namespace Serverless.Client.Building;

/// <summary>Parameters: what a document is given from outside.</summary>
public sealed partial class JobGraph
{
    private readonly List<JobParameter> _parameters = [];

    /// <summary>Declares a parameter. Queries of the graph may name it, as <c>$day</c>, without being told.</summary>
    /// <param name="name">1 to 60 letters, digits or <c>_</c>.</param>
    /// <param name="value">The value in the documents that this graph builds, and the default of those that <see cref="ToUtf8"/> writes.</param>
    /// <param name="description">For people.</param>
    /// <param name="allowed">The values that it may have; empty: all of its type.</param>
    /// <exception cref="ArgumentException">The graph has a parameter of that name.</exception>
    /// <exception cref="GraphBuildException"><typeparamref name="T"/> is no type of parameters.</exception>
    public Parameter<T> Parameter<T>(string name, T value, string? description = null, params IEnumerable<T> allowed)
    {
        if (_parameters.Exists(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))) throw new ArgumentException($"The graph has a parameter '{name}'.", nameof(name));
        var given = ParameterTypes.ValueOf(value);
        var declared = new JobParameter { Name = name, Type = ParameterTypes.Of(typeof(T)), Description = description, Default = given, Value = given, Allowed = [.. allowed.Select(a => ParameterTypes.ValueOf(a))] };
        _parameters.Add(declared);
        return new Parameter<T>(this, declared);
    }

    /// <summary>Gives a parameter another value in the documents that are built from now on; its default stays.</summary>
    public void Set<T>(Parameter<T> parameter, T value)
    {
        var at = _parameters.FindIndex(p => ReferenceEquals(parameter.Graph, this) && p.Name == parameter.Name);
        if (at < 0) throw new ArgumentException($"'{parameter.Name}' is a parameter of another graph.", nameof(parameter));
        _parameters[at] = _parameters[at] with { Value = ParameterTypes.ValueOf(value) };
    }

    /// <summary>The document of <paramref name="outputs"/> as JSON, with its parameters and where they are used: for others to run with values of their own.</summary>
    public byte[] ToUtf8(params IEnumerable<GraphHandle> outputs) => JobWriter.ToUtf8(Draft(outputs), indented: true);
}
