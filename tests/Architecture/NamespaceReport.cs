namespace Serverless.Architecture;

/// <summary>A graph of namespaces as text.</summary>
internal static class NamespaceReport
{
    public static void Write(TextWriter output, NamespaceGraph graph, bool withTypes)
    {
        var cycles = graph.Cycles();
        output.WriteLine($"{graph.Project}: {graph.Namespaces.Count} namespaces, {cycles.Sum(c => c.Count)} in cycles");
        foreach (var name in graph.Namespaces)
        {
            var uses = graph.UsesOf(name);
            output.WriteLine($"  {Short(name)}{(uses.Count > 0 ? " -> " : "")}{string.Join(", ", uses.Keys.Select(Short))}");
            if (!withTypes) continue;
            foreach (var (used, types) in uses.Where(u => cycles.Any(c => c.Contains(name) && c.Contains(u.Key))))
                output.WriteLine($"      in a cycle with {Short(used)}: {string.Join("; ", types.Take(20))}");
        }
        foreach (var cycle in cycles) output.WriteLine($"  CYCLE {string.Join(", ", cycle.Select(Short))}");
    }

    private static string Short(string name) => name["Serverless.".Length..];
}
