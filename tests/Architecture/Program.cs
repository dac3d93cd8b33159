using Serverless.Architecture;

// What the repository is made of, as it is built: dotnet run --project tests/Architecture -- namespaces [PROJECT]
if (args is not ["namespaces", ..])
{
    Console.Error.WriteLine("namespaces [PROJECT]   which namespaces of each project of shared and orchestrations use which others, and the cycles among them");
    return 2;
}
var graphs = BuiltProjects.All().Where(g => args.Length == 1 || g.Project.EndsWith("/" + args[1], StringComparison.OrdinalIgnoreCase)).ToList();
foreach (var graph in graphs) NamespaceReport.Write(Console.Out, graph, withTypes: args.Length > 1);
Console.WriteLine($"{graphs.Count} projects, {graphs.Sum(g => g.Namespaces.Count)} namespaces, {graphs.Sum(g => g.Cycles().Sum(c => c.Count))} of them in cycles");
return 0;
