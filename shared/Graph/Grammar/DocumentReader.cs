using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Grammar;

/// <summary>Reads JSON forward once; knows the path at each moment, so that a problem can name it, and goes on after a problem.</summary>
internal ref struct DocumentReader
{
    private const int PoolBuffer = 256;

    /// <summary>A node takes about this much text; a guess that spares the set of names most of its growing.</summary>
    private const int BytesPerName = 100;

    public Utf8JsonReader Json;
    private readonly List<(string? Name, int Index)> _path = [];
    private readonly HashSet<string> _pool;

    public DocumentReader(ReadOnlySpan<byte> utf8, ProblemList problems)
    {
        Json = new Utf8JsonReader(utf8);
        Problems = problems;
        _pool = new HashSet<string>(utf8.Length / BytesPerName, StringComparer.Ordinal);
    }

    /// <summary>Elements of the lists that are open, innermost last: one growing array in place of one for each list.</summary>
    public List<GraphValue> Values { get; } = [];

    public ProblemList Problems { get; }

    public readonly JsonPath Path
    {
        get
        {
            var path = JsonPath.Root;
            foreach (var (name, index) in _path) path = name is null ? path[index] : path[name];
            return path;
        }
    }

    public readonly void Enter(string name) => _path.Add((name, 0));

    public readonly void Enter(int index) => _path.Add((null, index));

    public readonly void Leave() => _path.RemoveAt(_path.Count - 1);

    public readonly void Problem(string rule, string message, string? suggestion = null) =>
        Problems.Add(rule, Path, message, suggestion, Json.TokenStartIndex);

    /// <summary>At the value: reports unless it is an object.</summary>
    public bool BeginObject(string what)
    {
        if (Json.TokenType == JsonTokenType.StartObject) return true;
        WrongType($"{what} must be an object");
        return false;
    }

    public bool BeginList(string what)
    {
        if (Json.TokenType == JsonTokenType.StartArray) return true;
        WrongType($"{what} must be a list");
        return false;
    }

    /// <summary>Moves to the next property's value and enters it; unknown and repeated ones are reported and passed over.</summary>
    /// <returns>False at the object's end.</returns>
    public bool NextProperty(PropertySet set, ref ulong seen, string what, out int property)
    {
        while (Json.Read() && Json.TokenType != JsonTokenType.EndObject)
        {
            property = Json.ValueIsEscaped ? set.Find(System.Text.Encoding.UTF8.GetBytes(Text())) : set.Find(Json.ValueSpan);
            if (property >= 0 && (seen & (1UL << property)) == 0)
            {
                seen |= 1UL << property;
                Enter(set.Names[property]);
                Json.Read();
                return true;
            }
            var name = Text();
            Enter(name);
            if (property >= 0) Problem(ProblemRules.Duplicate, $"The property '{name}' occurs twice in {what}.");
            else Problem(ProblemRules.UnknownProperty, $"'{name}' is no property of {what}; there are: {string.Join(", ", set.Names)}.", Spelling.Nearest(name, set.Names));
            Leave();
            Json.Read();
            Json.Skip();
        }
        property = -1;
        return false;
    }

    /// <summary>Moves to the next property's value, whatever its name, and enters it.</summary>
    public bool NextEntry(out string name)
    {
        name = "";
        if (!Json.Read() || Json.TokenType == JsonTokenType.EndObject) return false;
        name = Pooled();
        Enter(name);
        Json.Read();
        return true;
    }

    /// <summary>Moves to the next element and enters it.</summary>
    public bool NextItem(int index)
    {
        if (!Json.Read() || Json.TokenType == JsonTokenType.EndArray) return false;
        Enter(index);
        return true;
    }

    public string? String(string what)
    {
        if (Json.TokenType == JsonTokenType.String) return Pooled();
        WrongType($"{what} must be a string");
        return null;
    }

    public bool? Boolean(string what)
    {
        if (Json.TokenType is JsonTokenType.True or JsonTokenType.False) return Json.GetBoolean();
        WrongType($"{what} must be true or false");
        return null;
    }

    public long? Integer(string what, Bounds bounds)
    {
        if (Json.TokenType == JsonTokenType.Number && Json.TryGetInt64(out var number) && bounds.Hold(number)) return number;
        if (Json.TokenType == JsonTokenType.Number) Problem(ProblemRules.Value, $"{what} must be {bounds}.");
        else WrongType($"{what} must be {bounds}");
        return null;
    }

    /// <summary>One of an enum's names in camel case.</summary>
    public T? Choice<T>(string what) where T : struct, Enum
    {
        if (String(what) is not { } text) return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (EnumSchema.NameOf(value) == text) return value;
        }
        var names = EnumSchema.NamesOf<T>().ToList();
        Problem(ProblemRules.Value, $"{what} is '{text}'; it must be one of {string.Join(", ", names)}.", Spelling.Nearest(text, names));
        return null;
    }

    /// <summary>A list of strings.</summary>
    public ImmutableArray<string> Strings(string what)
    {
        if (!BeginList(what)) return [];
        var items = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; NextItem(i); i++)
        {
            if (String($"each element of {what}") is { } item) items.Add(item);
            Leave();
        }
        return items.DrainToImmutable();
    }

    /// <summary>A list of items.</summary>
    /// <param name="what">For problems.</param>
    /// <param name="read">Reads one; null: it was reported.</param>
    public ImmutableArray<T> Items<T>(string what, ItemReader<T> read) where T : struct
    {
        if (!BeginList(what)) return [];
        var items = ImmutableArray.CreateBuilder<T>();
        for (var i = 0; NextItem(i); i++)
        {
            if (read(ref this) is { } item) items.Add(item);
            Leave();
        }
        return items.DrainToImmutable();
    }

    /// <summary>Reports and passes over the value.</summary>
    public void WrongType(string must)
    {
        var found = Json.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.Null => "null",
            _ => "true or false",
        };
        Problem(ProblemRules.Type, $"{must}, not {found}.");
        Json.Skip();
    }

    /// <summary>The text of a string or property name; text that no .NET string can hold is reported and empty.</summary>
    public string Text()
    {
        try
        {
            return Json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            Problem(ProblemRules.Value, "The text holds half of a surrogate pair (\\uD800 to \\uDFFF), which is no character.");
            return "";
        }
    }

    /// <summary>As <see cref="Text"/>, one instance for equal texts: names recur thousands of times.</summary>
    public string Pooled()
    {
        if (Json.ValueSpan.Length > PoolBuffer || Json.ValueIsEscaped) return Text();
        Span<char> buffer = stackalloc char[PoolBuffer];
        var text = buffer[..Json.CopyString(buffer)];
        var pool = _pool.GetAlternateLookup<ReadOnlySpan<char>>();
        if (pool.TryGetValue(text, out var known)) return known;
        var made = text.ToString();
        _pool.Add(made);
        return made;
    }
}

/// <summary>Reads one item of a list; null: it was reported.</summary>
internal delegate T? ItemReader<T>(ref DocumentReader reader) where T : struct;
