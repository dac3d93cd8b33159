using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Serverless.Architecture;

/// <summary>Which namespaces of one project use which others of it, as its assembly and the <c>using</c> lines of its sources say: constants leave no trace in an assembly.</summary>
public sealed partial class NamespaceGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> _uses = new(StringComparer.Ordinal);

    private NamespaceGraph(string project) => Project = project;

    /// <summary>Its folder, as <c>shared/Store</c>.</summary>
    public string Project { get; }

    public IReadOnlyCollection<string> Namespaces => _uses.Keys;

    /// <summary>The namespaces that a namespace uses, each with the names of types that do.</summary>
    public IReadOnlyDictionary<string, SortedSet<string>> UsesOf(string name) => _uses[name];

    /// <param name="folder">The project's, of the checkout.</param>
    /// <param name="project">Its name in messages.</param>
    /// <param name="assembly">What was built of it.</param>
    public static NamespaceGraph Of(string folder, string project, string assembly)
    {
        var graph = new NamespaceGraph(project);
        graph.AddAssembly(assembly);
        graph.AddUsings(folder);
        return graph;
    }

    /// <summary>Sets of namespaces each of which uses each other one, directly or through others of the set.</summary>
    public IReadOnlyList<ImmutableSortedSet<string>> Cycles()
    {
        var reach = _uses.Keys.ToDictionary(n => n, Reachable, StringComparer.Ordinal);
        return [.. _uses.Keys
            .Where(n => reach[n].Contains(n))
            .Select(n => reach[n].Where(other => reach[other].Contains(n)).ToImmutableSortedSet(StringComparer.Ordinal))
            .DistinctBy(cycle => cycle[0], StringComparer.Ordinal)];
    }

    private HashSet<string> Reachable(string from)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(_uses[from].Keys);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next)) continue;
            foreach (var further in _uses[next].Keys) open.Push(further);
        }
        return seen;
    }

    private void Add(string from, string to, string type)
    {
        Node(to);
        var uses = Node(from);
        if (from == to) return;
        if (!uses.TryGetValue(to, out var types)) uses[to] = types = new SortedSet<string>(StringComparer.Ordinal);
        types.Add(type);
    }

    private SortedDictionary<string, SortedSet<string>> Node(string name) =>
        _uses.TryGetValue(name, out var uses) ? uses : _uses[name] = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);

    private void AddAssembly(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var references = new TypeReferences(metadata, file.GetMethodBody);
        foreach (var handle in metadata.TypeDefinitions)
        {
            var (from, type) = Outermost(metadata, handle);
            if (!IsOurs(from)) continue;
            Node(from);
            foreach (var (to, used) in references.Of(handle).Select(r => Outermost(metadata, r)))
                if (IsOurs(to)) Add(from, to, $"{type} uses {used}");
        }
    }

    // Generated types, records' helpers and embedded attributes have no namespace, or one of the compiler.
    private static bool IsOurs(string name) => name.StartsWith("Serverless.", StringComparison.Ordinal);

    private static (string Namespace, string Name) Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (type.GetDeclaringType() is { IsNil: false } outer) type = metadata.GetTypeDefinition(outer);
        return (metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }

    private void AddUsings(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            if (NamespaceLine().Match(text) is not { Success: true } own || !_uses.ContainsKey(own.Groups[1].Value)) continue;
            foreach (var used in UsingLine().Matches(text).Select(m => m.Groups[1].Value).Where(_uses.ContainsKey))
                Add(own.Groups[1].Value, used, $"{Path.GetFileName(file)} has a using");
        }
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^using ([\w.]+);", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsingLine();
}
