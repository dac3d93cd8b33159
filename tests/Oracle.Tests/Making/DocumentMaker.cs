using System.Text.Json.Nodes;

namespace Serverless.Oracle.Tests.Making;

/// <summary>Random documents that are, by all that the page on job documents says, right; and a few that are not.</summary>
internal static class DocumentMaker
{
    private static readonly Func<Draft, bool>[] Sources =
    [
        SourceMaker.Range, SourceMaker.Items, SourceMaker.Items, SourceMaker.Dataset, SourceMaker.Dataset, SourceMaker.Files, SourceMaker.Texts,
        TableMaker.Alone, ValueMaker.Call,
    ];

    private static readonly Func<Draft, bool>[] Others =
    [
        ValueMaker.Map, ValueMaker.Map, ValueMaker.Map, ValueMaker.MapOfTwo, ValueMaker.OneWithAll, ValueMaker.Zip, ValueMaker.Filter, ValueMaker.Partitions, ValueMaker.Reduce, ValueMaker.CountOrTake, ValueMaker.Top,
        ValueMaker.FoldBy, ValueMaker.Call, ValueMaker.Call, SourceMaker.ItemsOfNodes, SourceMaker.Items, SourceMaker.Range, SourceMaker.Dataset, TableMaker.Alone,
        TableMaker.Query, TableMaker.Query, TableMaker.Query, TableMaker.QueryOfTwo, TableMaker.QueryOfTwo, TableMaker.QueryOfTwoDatasets, TableMaker.Reduce, TableMaker.Method, TableMaker.WriteAndRead,
        RelationMaker.Distinct, RelationMaker.Spread, RelationMaker.Group, RelationMaker.Group, RelationMaker.Join, RelationMaker.Join,
    ];

    public static JsonObject Make(int seed)
    {
        var random = new Random(seed);
        var draft = new Draft(random);
        for (var sources = random.Next(1, 4); sources > 0; sources--) draft.Any(Sources)(draft);
        for (var others = random.Next(1, 9); others > 0; others--) draft.Any(Others)(draft);
        if (draft.Chance(0.03)) ManyCalls(draft);
        var document = new JsonObject { ["version"] = 1, ["name"] = "oracle", ["nodes"] = draft.Nodes, ["outputs"] = Outputs(draft) };
        if (draft.Chance(0.1)) document["policy"] = new JsonObject { ["retries"] = 1 };
        return document;
    }

    // More than 64, so that they are carried in bundles.
    private static void ManyCalls(Draft draft)
    {
        var calls = new List<Made>();
        for (var more = draft.Random.Next(66, 100); more > 0; more--)
        {
            var call = new Made(draft.NewName(), Sort.Value, Element.Int);
            JsonNode Argument() => calls.Count > 0 && draft.Chance(0.7) ? Draft.Ref(draft.Any(calls)) : draft.Random.Next(50);
            draft.Add(call, ValueMaker.Calling("o.minus", Argument(), Argument()));
            calls.Add(call);
        }
    }

    // All that no one uses, so that everything is needed, and some that others use.
    private static JsonArray Outputs(Draft draft)
    {
        var used = new HashSet<string>(draft.Nodes.SelectMany(n => Documents.UsedBy(n.Value!.AsObject())), StringComparer.Ordinal);
        return new JsonArray([.. draft.Made.Where(m => m.Element != Element.File && (!used.Contains(m.Name) || draft.Chance(0.25))).OrderBy(_ => draft.Random.Next()).Select(m => (JsonNode)m.Name)]);
    }
}
