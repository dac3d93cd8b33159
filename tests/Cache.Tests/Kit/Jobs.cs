namespace Serverless.Cache.Tests.Kit;

/// <summary>Documents over 20 numbers: counted with a key, kept, added up, and the sum doubled.</summary>
internal static class Jobs
{
    public static string Sum(string key, string function = "probe.count", bool keep = true, int factor = 2, string name = "sum", string policy = "{}") => $$"""
        {
          "version": 1, "name": "{{name}}", "policy": {{policy}},
          "nodes": {
            "numbers": { "range": 20 },
            "counted": { "map": "{{function}}", "over": "numbers", "args": { "key": "{{key}}" }, "keep": {{(keep ? "true" : "false")}} },
            "total": { "reduce": "probe.add", "over": "counted" },
            "answer": { "call": "math.multiply", "args": [ { "$ref": "total" }, {{factor}} ] }
          },
          "outputs": ["answer"]
        }
        """;
}
