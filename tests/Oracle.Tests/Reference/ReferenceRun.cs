using System.Text.Json;

namespace Serverless.Oracle.Tests.Reference;

/// <summary>
/// A document's outputs by plain loops: node after node, each whole, as docs/architecture/job-document.md says what it gives. It reads the document's text and
/// knows no plan, no fusion, no store and no token.
/// </summary>
internal sealed class ReferenceRun
{
    private readonly JsonElement _nodes;
    private readonly ReferenceTables _tables;
    private readonly ReferenceFunctions _functions;
    private readonly ReferenceReads _reads;
    private readonly ReferenceRelations _relations;
    private readonly Dictionary<string, ReferenceTable?> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeResult> _results = new(StringComparer.Ordinal);

    public ReferenceRun(JsonElement document, ReferenceTables tables, ReferenceWorld world)
    {
        _nodes = document.GetProperty("nodes");
        _tables = tables;
        _functions = new ReferenceFunctions(tables);
        _relations = new ReferenceRelations(tables);
        _reads = new ReferenceReads(world, tables, _written);
    }

    /// <summary>What a node gives.</summary>
    /// <exception cref="ReferenceFailure">It gives nothing.</exception>
    public NodeResult ResultOf(string name)
    {
        if (_results.TryGetValue(name, out var known)) return known;
        if (!_nodes.TryGetProperty(name, out var node)) throw new ReferenceRefusal($"no node {name}");
        foreach (var before in node.TryGetProperty("after", out var after) ? after.EnumerateArray().Select(a => a.GetString()!) : []) DoBefore(node, before);
        var result = Worked(name, node);
        // What is read when others are done is looked for then.
        if (node.TryGetProperty("after", out _)) result = result switch { ManyTables many when node.TryGetProperty("read", out _) => many with { IsKnown = false }, ManyValues many when node.TryGetProperty("files", out _) => many with { IsKnown = false }, _ => result };
        return _results[name] = result;
    }

    private void DoBefore(JsonElement node, string before)
    {
        try
        {
            ResultOf(before);
        }
        catch (ReferenceFailure e) when (e is not ReferenceRefusal && !node.TryGetProperty("read", out _))
        {
            // A result that is found needs no one before it.
            throw new ReferenceDoubt(e.Message);
        }
    }

    private ReferenceInputs InputsOf(JsonElement node)
    {
        try
        {
            return new ReferenceInputs(node, ResultOf);
        }
        catch (ReferenceFailure e) when (e is not ReferenceRefusal && node.TryGetProperty("take", out _))
        {
            throw new ReferenceDoubt(e.Message);
        }
    }

    private NodeResult Worked(string name, JsonElement node)
    {
        try
        {
            return Evaluate(name, node, InputsOf(node));
        }
        catch (ReferenceFailure e) when (e is not ReferenceRefusal && HasNothingToDo(node))
        {
            throw new ReferenceDoubt(e.Message);
        }
    }

    // What goes with each element of a collection that has none is never asked for: neither another collection nor an argument.
    private bool HasNothingToDo(JsonElement node)
    {
        if (KindOf(node).Kind is not ("map" or "zip" or "filter") || !node.TryGetProperty("over", out var over)) return false;
        return (over.ValueKind switch { JsonValueKind.Array => over.EnumerateArray(), JsonValueKind.Object => over.EnumerateObject().Select(input => input.Value), _ => [over] }).Any(input => IsEmpty(input.GetString()!));

        bool IsEmpty(string input)
        {
            try
            {
                return ResultOf(input) is ManyValues { Slots.Count: 0 } or ManyTables { Parts.Count: 0 };
            }
            catch (ReferenceFailure)
            {
                return false;
            }
        }
    }

    private NodeResult Evaluate(string name, JsonElement node, ReferenceInputs over)
    {
        var (kind, value) = KindOf(node);
        switch (kind)
        {
            case "range": return Range(value);
            case "items":
                List<object?> items = [.. value.EnumerateArray().Select(i => Datum.Of(i, ValueOf))];
                return new ManyValues(items, true) { Together = items, Origin = new Origin("items", [.. value.EnumerateArray().Select(i => Datum.Text(Datum.Of(i, r => $"$ref {r}")))]) };
            case "read": return _reads.Read(value);
            case "files": return _reads.Texts(value);
            case "zip": return Together(over, many => many.ToList());
            case "count": return new OneValue((long)over.Only.Elements.Count());
            case "take": return over.IsTables ? Take(over.Tables[0], (int)value.GetInt64()) : Take(name, over.Only, (int)value.GetInt64());
            case "topK": return List(name, ReferenceFolds.Top(over.Only.Elements, value, _functions)) with { Columns = over.Only.Columns };
            case "foldBy": return List(name, ReferenceFolds.Fold(over.Only.Elements, node, _functions, ValueOf));
            case "write": return Write(over, value);
            case "distinct": return over.IsTables ? _relations.Distinct(over.Tables[0]) : List(name, ReferenceFolds.Distinct(over.Only.Elements)) with { Columns = over.Only.Columns };
            case "shuffle" or "sort": return _relations.Spread(over.Tables[0], value);
            case "groupBy" when value.GetProperty("keys").GetArrayLength() == 0 && value.TryGetProperty("way", out var way) && way.GetString() == "shuffle": throw new ReferenceRefusal("one group is not spread");
            case "groupBy" when !over.IsTables && ReferenceRelations.MaySpread(value): throw new ReferenceRefusal("records are no partitions that rows are spread of");
            case "groupBy": return _relations.Group(over.AsTables(_tables, isRows: true)[0], value);
            case "join": return _relations.Join(over.Tables[0], over.Tables[1], value);
        }
        var function = value.GetString()!;
        if (function == "sql") return Sql(kind, node, over);
        if (function is "json.read") return new ManyValues([.. over.Only.Slots.Select(p => _reads.Content(function, (string)p!))], over.Only.IsKnown) { Origin = over.Only.Origin };
        if (function is "json.lines" or "csv.read") return new ManyTables([.. over.Only.Slots.Select(p => (ReferenceTable)_reads.Content(function, (string)p!)!)], over.Only.IsKnown) { Origin = over.Only.Origin };
        var called = _functions[function];
        var arguments = !node.TryGetProperty("args", out var args) ? null : Datum.Of(args, called.TakesTable ? TableOf : ValueOf);
        object? Call(int inputs, params object?[] first) => called.Run(Prepared(called, [.. first, .. ReferenceFunctions.Bind(called, inputs, arguments)]));
        return kind switch
        {
            "call" => One(function, Call(0)),
            "filter" => new ManyValues([.. over.Only.Slots.Select(s => IsGap(s) || Call(1, s) is not true ? ManyValues.Gap : s)], over.Only.IsKnown, name) { Columns = over.Only.Columns, Origin = over.Only.Origin, Together = over.Only.Together },
            "mapPartitions" => List(name, ReferenceFunctions.ListOf(Call(1, over.Only.Elements.ToList()))) with { Columns = ColumnsOf(function) },
            "reduce" => new OneValue(ReferenceFolds.Reduce(over.Only.Elements.ToList(), called)),
            "map" when function == "o.place" => over.Only with { Slots = [.. over.Only.Slots.Select((s, i) => new List<object?> { s, (long)i, (long)over.Only.Slots.Count })], Columns = [], Together = null },
            "map" when function == "o.table" => new ManyTables([.. Together(over, e => Call(1, e[0])).Elements.Cast<ReferenceTable>()], over.Values[0].IsKnown) { Origin = over.Values[0].Origin },
            "map" when called.TakesTable => OfEachTable(over.AsTables(_tables)[0], over, t => Call(1, t)),
            "map" => Together(over, e => Call(e.Length, e)) with { Columns = ColumnsOf(function) },
            _ => throw new ReferenceRefusal($"node {name} has no kind"),
        };
    }

    private static (string Kind, JsonElement Value) KindOf(JsonElement node)
    {
        string[] kinds = ["call", "read", "range", "items", "files", "map", "filter", "mapPartitions", "reduce", "foldBy", "zip", "count", "take", "topK", "write", "distinct", "shuffle", "sort", "groupBy", "join"];
        foreach (var kind in kinds)
        {
            if (node.TryGetProperty(kind, out var value)) return (kind, value);
        }
        throw new ReferenceRefusal("a node without a kind");
    }

    private static ManyValues Range(JsonElement range)
    {
        if (range.ValueKind == JsonValueKind.Number) return Numbers(0, range.GetInt32(), 1);
        long Of(string name, long missing) => range.TryGetProperty(name, out var given) ? given.GetInt64() : missing;
        var (from, step) = (Of("from", 0), Of("step", 1));
        var to = Of("to", from + (Of("count", 0) * step));
        return Numbers(from, to, step);
    }

    private static ManyValues Numbers(long from, long to, long step)
    {
        var numbers = new List<object?>();
        for (var at = from; step > 0 ? at < to : at > to; at += step) numbers.Add(at);
        return new ManyValues(numbers, true) { Origin = new Origin($"numbers from {from} by {step}", [.. numbers.Select(Datum.Text)]) };
    }

    private static ManyValues List(string node, List<object?> elements) => new(elements, false) { Origin = Origin.Of(node, elements.Count) };

    // A collection of one goes with every element of the others; otherwise the n-th go together.
    private static ManyValues Together(ReferenceInputs over, Func<object?[], object?> run)
    {
        var many = over.Values.Where(v => v.Slots.Count != 1).ToList();
        var known = over.Values.All(v => v.IsKnown);
        if (many.Skip(1).Any(v => v.Slots.Count != many[0].Slots.Count || v.Filter != many[0].Filter))
            throw known ? new ReferenceRefusal("collections that do not go together") : new ReferenceFailure("collections that do not go together");
        var count = many.Count > 0 ? many[0].Slots.Count : 1;
        var slots = new List<object?>(count);
        for (var i = 0; i < count; i++)
        {
            var elements = over.Values.Select(v => v.Slots.Count == 1 ? v.Slots[0] : v.Slots[i]).ToArray();
            slots.Add(elements.Any(IsGap) ? ManyValues.Gap : run(elements));
        }
        var leading = many.Count > 0 ? many[0] : over.Values[0];
        return new ManyValues(slots, known, leading.Filter) { Origin = leading.Origin };
    }

    private static ManyValues Take(string node, ManyValues only, int count) => only.Filter is null
        ? only with { Slots = [.. only.Slots.Take(count)], Origin = only.Origin.Take(count) }
        : List(node, [.. only.Elements.Take(count)]) with { Columns = only.Columns, Together = only.Together };

    private static ManyTables Take(ManyTables only, int count) => only with { Parts = [.. only.Parts.Take(count)], Origin = only.Origin.Take(count) };

    private NodeResult Sql(string kind, JsonElement node, ReferenceInputs over)
    {
        var arguments = ReferenceFunctions.Bind(new ReferenceFunction([("query", null), ("parameters", null)], a => a), 0, Arguments(node));
        var query = arguments[0] as string ?? throw new ReferenceRefusal("a query is a text");
        var parameters = arguments[1] as SortedDictionary<string, object?> ?? Datum.MapOf();
        var names = over.TableNames();
        // The one who sees all of a collection sees its records as one table.
        var seesAll = kind is "call" or "reduce";
        var tables = over.AsTables(_tables, seesAll);
        ReferenceTable Run(Func<ManyTables, IReadOnlyList<ReferenceTable>> choose) => _tables.Query(query, [.. names.Zip(tables, (n, t) => (n, choose(t)))], parameters);
        if (seesAll) return new OneTable(Run(t => t.PartsOrEmpty));
        var many = tables.Where(t => t.Parts.Count != 1).ToList();
        foreach (var other in many.Skip(1))
        {
            if (other.Parts.Count == many[0].Parts.Count && other.Origin.IsSameAs(many[0].Origin)) continue;
            throw tables.TrueForAll(t => t.IsKnown) ? new ReferenceRefusal("partitions that do not go together") : new ReferenceFailure("partitions that do not go together");
        }
        var count = many.Count > 0 ? many[0].Parts.Count : 1;
        if (count == 0 && tables.TrueForAll(t => t.PartsOrEmpty.Count > 0)) TryOnNothing(() => Run(t => t.PartsOrEmpty));
        var parts = Enumerable.Range(0, count).Select(i => Run(t => [t.Parts.Count == 1 ? t.Parts[0] : t.Parts[i]])).ToList();
        var leading = many.Count > 0 ? many[0] : tables[0];
        return new ManyTables(parts, tables.TrueForAll(t => t.IsKnown)) { IsWhole = tables.Exists(t => t.IsWhole), Origin = leading.Origin };
    }

    // A query that cannot run may be refused although it has nothing to run over.
    private static void TryOnNothing(Func<ReferenceTable> run)
    {
        try
        {
            run();
        }
        catch (ReferenceFailure e)
        {
            throw new ReferenceDoubt(e.Message);
        }
    }

    private OneValue Write(ReferenceInputs over, JsonElement write)
    {
        var dataset = write.GetProperty("dataset").GetString()!;
        // No rows, and nothing that says which columns they would have: a dataset without a partition.
        var parts = over.IsEmpty ? [] : over.AsTables(_tables, isRows: true).SelectMany(t => t.Parts).ToList();
        var all = parts.Count == 0 ? null : _tables.Union(parts);
        foreach (var key in write.TryGetProperty("partitionBy", out var keys) && all is not null ? keys.EnumerateArray().Select(k => k.GetString()!) : [])
        {
            if (_tables.HasNulls(all!, key)) throw new ReferenceFailure($"the partition column {key} has nulls");
        }
        _written[dataset] = all;
        return new OneValue(Datum.MapOf(("dataset", dataset), ("partitions", Datum.Anything), ("rows", all is null ? 0L : _tables.Count(all)), ("bytes", Datum.Anything)));
    }

    private static NodeResult One(string function, object? value) => value is ReferenceTable table ? new OneTable(table) : new OneValue(value) { Columns = ColumnsOf(function) };

    private static IReadOnlyList<(string Name, string Type)> ColumnsOf(string function) =>
        function is "o.row" or "o.rows" ? [("k", "BIGINT"), ("v", "DOUBLE"), ("s", "VARCHAR")] : [];

    private object? Arguments(JsonElement node) => node.TryGetProperty("args", out var args) ? Datum.Of(args, ValueOf) : null;

    // A function that takes a table takes records as rows; no other takes a table.
    private object?[] Prepared(ReferenceFunction function, object?[] arguments)
    {
        if (function.TakesTable) return [.. arguments.Select(a => a as ReferenceTable ?? _tables.Of(ReferenceInputs.RowsOf(a)))];
        return Array.Exists(arguments, HoldsTable) ? throw new ReferenceRefusal("a table is no value") : arguments;
    }

    // Gaps stay where they are.
    private static ManyValues OfEachTable(ManyTables tables, ReferenceInputs over, Func<ReferenceTable, object?> run)
    {
        if (over.IsTables) return new ManyValues([.. tables.Parts.Select(run)], tables.IsKnown) { Origin = tables.Origin };
        var (only, next) = (over.Only, 0);
        return only with { Slots = [.. only.Slots.Select(s => IsGap(s) ? s : run(tables.Parts[next++]))], Columns = [], Together = null };
    }

    // All rows of a node as one table, with the columns that its type or its list says.
    private ReferenceTable? TableOf(string node) => ReferenceInputs.Of(node, ResultOf).AsTables(_tables, isRows: true) is [var all] ? _tables.Union(all.PartsOrEmpty) : null;

    private object? ValueOf(string node) => ResultOf(node) switch
    {
        OneValue one => one.Value,
        ManyValues many => many.Elements.ToList(),
        OneTable one => one.Table,
        ManyTables many => _tables.Union(many.PartsOrEmpty),
        var other => throw new InvalidOperationException($"{other}"),
    };

    private static bool HoldsTable(object? value) => value switch
    {
        ReferenceTable => true,
        List<object?> list => list.Exists(HoldsTable),
        SortedDictionary<string, object?> map => map.Values.Any(HoldsTable),
        _ => false,
    };

    private static bool IsGap(object? slot) => ReferenceEquals(slot, ManyValues.Gap);
}
