using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parameters;

/// <summary>Reads what a document declares (<c>parameters</c>) and what it is given (<c>params</c>), and reports everything that does not go together.</summary>
internal sealed class ParameterReader(ProblemList problems)
{
    public const string Declarations = "parameters";
    public const string Given = "params";

    private readonly ImmutableArray<JobParameter>.Builder _declared = ImmutableArray.CreateBuilder<JobParameter>();
    private readonly ImmutableHashSet<string>.Builder _guessed = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);

    public ParameterSet Read(JsonElement? declarations, JsonElement? given)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (given is { ValueKind: not JsonValueKind.Object }) problems.Add(ProblemRules.Type, JsonPath.Root[Given], "params must be an object of names and values.");
        else if (given is { } map)
        {
            foreach (var property in map.EnumerateObject())
            {
                if (!values.TryAdd(property.Name, property.Value)) problems.Add(ProblemRules.Duplicate, JsonPath.Root[Given][property.Name], $"'{property.Name}' is given twice.");
            }
        }
        if (declarations is { ValueKind: not JsonValueKind.Object }) problems.Add(ProblemRules.Type, JsonPath.Root[Declarations], "parameters must be an object of names and declarations.");
        else if (declarations is { } list) ReadDeclarations(list, values);
        var set = new ParameterSet(_declared.DrainToImmutable(), _guessed.ToImmutable());
        foreach (var name in values.Keys.Where(name => set.Find(name) is null))
            problems.Add(ProblemRules.UnknownParameter, JsonPath.Root[Given][name], $"There is no parameter '{name}'; {set.Listed}.", Spelling.Nearest(name, set.Names));
        return set;
    }

    private void ReadDeclarations(JsonElement list, Dictionary<string, JsonElement> values)
    {
        var reader = new DeclarationReader(problems);
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in list.EnumerateObject())
        {
            var path = JsonPath.Root[Declarations][property.Name];
            if (!known.Add(property.Name))
            {
                problems.Add(ProblemRules.Duplicate, path, $"There are two parameters '{property.Name}'; SQL does not tell upper from lower case.");
                continue;
            }
            var declared = reader.Read(property.Name, property.Value, path);
            if (declared is null) Guess(new ParameterDeclaration { Name = property.Name, Type = new ParameterType(ParameterKind.String) });
            else if (ValueOf(declared, values, path) is { } value) _declared.Add(With(declared, value));
            else Guess(declared);
        }
    }

    private GraphValue? ValueOf(ParameterDeclaration declared, Dictionary<string, JsonElement> values, JsonPath path)
    {
        var place = JsonPath.Root[Given][declared.Name];
        if (!values.TryGetValue(declared.Name, out var given))
        {
            if (declared.Default is { } usual) return usual;
            problems.Add(ProblemRules.MissingParameter, path, $"Parameter '{declared.Name}' needs a value, {Wanted(declared)}: \"params\": {{ \"{declared.Name}\": VALUE }} where the job is handed over.");
            return null;
        }
        if (given.ValueKind == JsonValueKind.Null && declared.Default is { Kind: GraphValueKind.Null }) return GraphValue.Null;
        if (ParameterValues.Read(given, declared.Type) is not { } value)
        {
            problems.Add(ProblemRules.ParameterType, place, $"Parameter '{declared.Name}' takes {Wanted(declared)}, not {Shown(given)}.");
            return null;
        }
        if (DeclarationReader.NotAllowed(value, declared.Allowed) is not { } other) return value;
        var nearest = other.Kind == GraphValueKind.String ? Spelling.Nearest(other.AsString(), declared.Allowed.Select(a => a.AsString())) : null;
        problems.Add(ProblemRules.ParameterType, place, $"Parameter '{declared.Name}' takes {Wanted(declared)}, not {other}.", nearest);
        return null;
    }

    private static string Wanted(ParameterDeclaration declared) =>
        declared.Allowed.IsEmpty ? declared.Type.Wanted : $"{(declared.Type.Kind == ParameterKind.List ? "a list of " : "one of ")}{string.Join(", ", declared.Allowed)}";

    private static string Shown(JsonElement given)
    {
        const int Most = 100;
        var text = given.GetRawText();
        return text.Length <= Most ? text : text[..Most] + "...";
    }

    private void Guess(ParameterDeclaration declared)
    {
        _guessed.Add(declared.Name);
        _declared.Add(With(declared, declared.Allowed.IsEmpty || declared.Type.Kind == ParameterKind.List ? Any(declared.Type.Kind) : declared.Allowed[0]));
    }

    private static GraphValue Any(ParameterKind kind) => kind switch
    {
        ParameterKind.Integer => GraphValue.Of(1),
        ParameterKind.Number => GraphValue.Of(1.0),
        ParameterKind.Boolean => GraphValue.Of(false),
        ParameterKind.Decimal => GraphValue.Of(1m),
        ParameterKind.Date => GraphValue.Of("2000-01-01"),
        ParameterKind.Timestamp => GraphValue.Of("2000-01-01T00:00:00"),
        ParameterKind.Instant => GraphValue.Of("2000-01-01T00:00:00Z"),
        ParameterKind.List => GraphValue.EmptyList,
        _ => GraphValue.Of("x"),
    };

    private static JobParameter With(ParameterDeclaration declared, GraphValue value) => new()
    {
        Name = declared.Name,
        Type = declared.Type,
        Default = declared.Default,
        Description = declared.Description,
        Allowed = declared.Allowed,
        Value = value,
    };

    /// <summary>What a document declares and is given, at its top; null where it has none of it.</summary>
    public static (JsonDocument? Declarations, JsonDocument? Given) Sections(ReadOnlySpan<byte> utf8)
    {
        JsonDocument? declarations = null, given = null;
        var json = new Utf8JsonReader(utf8);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return (null, null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isDeclarations, isGiven) = (json.ValueTextEquals(Declarations), json.ValueTextEquals(Given));
            json.Read();
            // One that occurs twice is reported by the parser.
            if (isDeclarations && declarations is null) declarations = JsonDocument.ParseValue(ref json);
            else if (isGiven && given is null) given = JsonDocument.ParseValue(ref json);
            else json.Skip();
        }
        return (declarations, given);
    }
}
