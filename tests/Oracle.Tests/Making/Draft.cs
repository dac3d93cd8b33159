using System.Text.Json.Nodes;

namespace Serverless.Oracle.Tests.Making;

/// <summary>A document while it is made.</summary>
internal sealed class Draft(Random random)
{
    // Names that need quotes, that SQL knows, that differ by case alone, that begin with others.
    private static readonly string[] Names =
    [
        "a", "b", "x", "y", "z", "input", "select", "data", "my.node", "x-1", "_t", "0z", "order", "group", "n1", "n10",
        "left", "right", "A", "Data", "Input", "X", "t", "u", "v", "w", "table", "p.q", "k", "l", "m",
    ];

    private readonly List<Made> _made = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public Random Random => random;

    public JsonObject Nodes { get; } = [];

    public IReadOnlyList<Made> Made => _made;

    public bool Chance(double chance) => random.NextDouble() < chance;

    public T Any<T>(params IReadOnlyList<T> of) => of[random.Next(of.Count)];

    /// <summary>A node that fits; later ones more often. Null: there is none.</summary>
    public Made? Find(Func<Made, bool> fits)
    {
        var fitting = _made.Where(fits).ToList();
        return fitting.Count == 0 ? null : fitting[Math.Max(random.Next(fitting.Count), random.Next(fitting.Count))];
    }

    public string NewName()
    {
        var ignoresCase = Chance(0.9);
        for (var tries = 0; tries < 20; tries++)
        {
            var name = Any(Names);
            if (_used.Contains(name) || (ignoresCase && _used.Any(u => u.Equals(name, StringComparison.OrdinalIgnoreCase)))) continue;
            _used.Add(name);
            return name;
        }
        var other = $"node{_used.Count}";
        _used.Add(other);
        return other;
    }

    /// <summary>Adds a node.</summary>
    public void Add(Made made, JsonObject node)
    {
        if (Chance(0.15)) node["keep"] = true;
        if (Chance(0.1)) node["policy"] = Policy();
        if (_made.Count > 0 && Chance(0.05) && !node.ContainsKey("after")) node["after"] = new JsonArray(Any(_made).Name);
        Nodes[made.Name] = node;
        _made.Add(made);
    }

    public static JsonObject Ref(Made node) => new() { ["$ref"] = node.Name };

    private JsonObject Policy() => random.Next(4) switch
    {
        0 => new JsonObject { ["retries"] = 1 },
        1 => new JsonObject { ["memory"] = "64MiB" },
        2 => new JsonObject { ["cpu"] = 0.5 },
        _ => new JsonObject { ["limits"] = new JsonObject { ["g"] = 1 } },
    };
}
