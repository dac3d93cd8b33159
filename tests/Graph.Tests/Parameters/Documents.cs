using System.Text;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parameters;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Parameters;

/// <summary>Documents with and without parameters.</summary>
internal static class Documents
{
    public static FunctionCatalog Functions { get; } = new FunctionCatalogBuilder()
        .Add(typeof(TestFunctions.Math))
        .Add(typeof(TestFunctions.Prices))
        .Add(BuiltInFunctions.Sql("1"))
        .Add(BuiltInFunctions.Exec)
        .Add(BuiltInFunctions.HttpGet)
        .Build();

    /// <summary>A document with nodes before <c>a</c>, which is its output.</summary>
    /// <param name="node">The node <c>a</c>.</param>
    /// <param name="more">Other properties of the document, with a comma before each.</param>
    public static string Text(string node, string more = "") => $$"""
        {
          "version": 1, "name": "test",
          "nodes": {
            "src": { "range": 3 },
            "tables": { "read": { "files": ["*.parquet"] } },
            "a": {{node}}
          },
          "outputs": ["a"]{{more}}
        }
        """;

    public static JobResult Parse(string text) => JobParser.Parse(Encoding.UTF8.GetBytes(text), Functions);

    public static JobDocument Require(string text) => Parse(text).Require();

    /// <summary>With declared parameters of <c>day</c>, <c>n</c>, <c>f</c>, <c>yes</c>, <c>price</c>, <c>name</c>, <c>at</c>, <c>moment</c>, <c>days</c> and <c>names</c>, all given.</summary>
    public static string WithAll(string node) => Text(node, """
        ,
          "parameters": {
            "day": { "type": "date" }, "n": { "type": "integer", "default": 5 }, "f": { "type": "number" }, "yes": { "type": "boolean" }, "price": { "type": "decimal" },
            "name": { "type": "string" }, "at": { "type": "timestamp" }, "moment": { "type": "instant" }, "days": { "type": "list", "of": "date" }, "names": { "type": "list", "of": "string" }
          },
          "params": {
            "day": "2026-03-09", "f": 2, "yes": true, "price": "1.50", "name": "x'; DROP \"y", "at": "2026-03-09 17:30", "moment": "2026-03-09T17:30:00.5+01:00",
            "days": ["2026-03-09", "2026-03-10"], "names": ["de", "fr"]
          }
        """);

    public static string Give(string text, params (string Name, string Value)[] values) =>
        Encoding.UTF8.GetString(values.Aggregate(GivenParameters.None, (given, v) => given.WithText(v.Name, v.Value)).PutInto(Encoding.UTF8.GetBytes(text)));

    public static Token TokenOf(JobDocument document, string node = "a") =>
        NodeTokens.Compute(document, document.Nodes.Where(n => n is ReadNode or FilesNode).ToDictionary(n => n.Id, n => TokenOf(n.Id.Value)), "job").Of(new NodeId(node))!.Value;

    public static IEnumerable<string> Rules(JobResult result) => result.Problems.Select(p => $"{p.Rule}|{p.Path}|{p.Suggestion}");

    private static Token TokenOf(string text)
    {
        var writer = new TokenWriter();
        writer.String(text);
        return writer.Finish();
    }
}
