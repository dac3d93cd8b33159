using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parameters;

/// <summary>Reads one declaration: <c>{ "type": "date", "default": "2026-11-30", "description": "...", "values": [...] }</c>.</summary>
internal sealed class DeclarationReader(ProblemList problems)
{
    public static IReadOnlyList<string> Properties { get; } = ["type", "of", "default", "description", "values"];

    private bool _isWrong;

    /// <summary>The declaration; null when something is wrong with it, which is reported.</summary>
    public ParameterDeclaration? Read(string name, JsonElement json, JsonPath path)
    {
        _isWrong = false;
        CheckName(name, path);
        if (json.ValueKind != JsonValueKind.Object)
        {
            Add(ProblemRules.Type, path, "A parameter is declared by an object, as { \"type\": \"date\" }.");
            return null;
        }
        foreach (var property in json.EnumerateObject())
        {
            if (!Properties.Contains(property.Name, StringComparer.Ordinal))
                Add(ProblemRules.UnknownProperty, path[property.Name], $"'{property.Name}' is no property of a parameter; there are: {string.Join(", ", Properties)}.", Spelling.Nearest(property.Name, Properties));
        }
        if (TypeOf(json, path) is not { } type) return null;
        var allowed = Allowed(json, type, path);
        var declaration = new ParameterDeclaration { Name = name, Type = type, Allowed = allowed, Description = Text(json, "description", path), Default = Default(json, type, allowed, path) };
        return _isWrong ? null : declaration;
    }

    /// <summary>The value of a list's items that is none of the allowed ones, or of the value itself; null: all are.</summary>
    public static GraphValue? NotAllowed(GraphValue value, ImmutableArray<GraphValue> allowed)
    {
        if (allowed.IsEmpty) return null;
        foreach (var item in value.Kind == GraphValueKind.List ? value.AsList() : [value])
        {
            if (!allowed.Contains(item)) return item;
        }
        return null;
    }

    private void CheckName(string name, JsonPath path)
    {
        if (!Names.IsAlias(name)) Add(ProblemRules.Name, path, $"'{name}' is no name of a parameter: {Names.AliasRule}.");
        else if (SecretNames.Is(name)) Add(ProblemRules.ParameterUse, path, $"'{name}' speaks of a secret, and {SecretNames.Instead}.");
    }

    private ParameterType? TypeOf(JsonElement json, JsonPath path)
    {
        if (!json.TryGetProperty("type", out _))
        {
            Add(ProblemRules.Missing, path, $"A parameter needs 'type', one of {string.Join(", ", ParameterType.Names)}.");
            return null;
        }
        if (Kind(json, "type", path, ParameterType.Names) is not { } kind) return null;
        var hasItems = json.TryGetProperty("of", out _);
        if (kind == ParameterKind.List && !hasItems) Add(ProblemRules.Missing, path, "A list needs 'of', the type of its items.");
        if (kind != ParameterKind.List && hasItems) Add(ProblemRules.UnknownProperty, path["of"], $"'of' is for lists; this is a {ParameterType.NameOf(kind)}.");
        if (kind != ParameterKind.List) return new ParameterType(kind);
        return hasItems && Kind(json, "of", path, [.. ParameterType.Names.Where(n => n != "list")]) is { } items ? new ParameterType(kind, items) : null;
    }

    private ParameterKind? Kind(JsonElement json, string property, JsonPath path, IReadOnlyList<string> names)
    {
        if (Text(json, property, path) is not { } text) return null;
        if (names.Contains(text, StringComparer.Ordinal)) return ParameterType.Find(text);
        Add(ProblemRules.Value, path[property], $"'{text}' is no type {(property == "of" ? "of a list's items" : "of a parameter")}; there are: {string.Join(", ", names)}.", Spelling.Nearest(text, names));
        return null;
    }

    private string? Text(JsonElement json, string property, JsonPath path)
    {
        if (!json.TryGetProperty(property, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Add(ProblemRules.Type, path[property], $"{property} must be a string.");
        return null;
    }

    private ImmutableArray<GraphValue> Allowed(JsonElement json, ParameterType type, JsonPath path)
    {
        if (!json.TryGetProperty("values", out var list)) return [];
        var item = type.Kind == ParameterKind.List ? new ParameterType(type.Of!.Value) : type;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            Add(ProblemRules.Type, path["values"], "values must be a list of what is allowed, with one at least.");
            return [];
        }
        var allowed = ImmutableArray.CreateBuilder<GraphValue>();
        var at = 0;
        foreach (var element in list.EnumerateArray())
        {
            if (ParameterValues.Read(element, item) is { } value) allowed.Add(value);
            else Add(ProblemRules.ParameterType, path["values"][at], $"It must be {item.Wanted}, not {element.GetRawText()}.");
            at++;
        }
        return allowed.DrainToImmutable();
    }

    private GraphValue? Default(JsonElement json, ParameterType type, ImmutableArray<GraphValue> allowed, JsonPath path)
    {
        if (!json.TryGetProperty("default", out var element)) return null;
        if (element.ValueKind == JsonValueKind.Null) return GraphValue.Null;
        if (ParameterValues.Read(element, type) is not { } value) Add(ProblemRules.ParameterType, path["default"], $"The default must be {type.Wanted}, not {element.GetRawText()}.");
        else if (NotAllowed(value, allowed) is { } other) Add(ProblemRules.ParameterType, path["default"], $"{other} is none of the allowed values: {string.Join(", ", allowed)}.");
        else return value;
        return null;
    }

    private void Add(string rule, JsonPath path, string message, string? suggestion = null)
    {
        _isWrong = true;
        problems.Add(rule, path, message, suggestion);
    }
}
