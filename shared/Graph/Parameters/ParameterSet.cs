using System.Collections.Immutable;

namespace Serverless.Graph.Parameters;

/// <summary>The parameters of a text that is being read.</summary>
/// <param name="Declared">By name. The value of one that is missing or wrong is a guess: a value of its type, so that the rest of the document is checked.</param>
/// <param name="Guessed">Names of those, and of declarations that are wrong themselves.</param>
internal sealed record ParameterSet(ImmutableArray<JobParameter> Declared, ImmutableHashSet<string> Guessed)
{
    public JobParameter? Find(string name) => Declared.FirstOrDefault(p => p.Name == name);

    public IEnumerable<string> Names => Declared.Select(p => p.Name);

    /// <summary>What there is, for messages.</summary>
    public string Listed => Declared.IsEmpty ? "the document declares none" : $"there are: {string.Join(", ", Names)}";
}
