using System.Text.Json;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parameters;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Parsing;

/// <summary>
/// Walks through a document and puts values where parameters are used. It knows where in a node that may be, and what is a query; everything else about a node
/// is looked at afterwards, as if the values had been written by hand.
/// </summary>
internal sealed class Substituter(ParameterSet parameters, ProblemList problems)
{
    private readonly ParameterUses _uses = new(parameters, problems);
    private readonly SqlArguments _sql = new(parameters, problems);

    public TextEdits Edits { get; } = new();

    /// <summary>The whole document.</summary>
    public void Walk(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject)
        {
            while (NextProperty(ref json, out var name))
            {
                if (name is ParameterReader.Declarations or ParameterReader.Given) json.Skip();
                else if (name == "nodes" && json.TokenType == JsonTokenType.StartObject) Nodes(ref json, JsonPath.Root[name]);
                else Value(ref json, JsonPath.Root[name], ParameterPlace.None);
            }
        }
        // What stands behind the document is an error of JSON, and it is said here as everywhere.
        json.Read();
    }

    private void Nodes(ref Utf8JsonReader json, JsonPath path)
    {
        while (NextProperty(ref json, out var name))
        {
            if (json.TokenType == JsonTokenType.StartObject) Node(ref json, path[name]);
            else json.Skip();
        }
    }

    private void Node(ref Utf8JsonReader json, JsonPath path)
    {
        var function = FunctionIn(json);
        while (NextProperty(ref json, out var name))
        {
            if (name == "args") Arguments(ref json, path[name], function);
            else Value(ref json, path[name], PlaceOf(name));
        }
    }

    private static ParameterPlace PlaceOf(string property) => property switch
    {
        "items" or "initial" => ParameterPlace.Value,
        "files" => ParameterPlace.Files,
        _ when NodeKinds.Find(property) is { HasFunction: false } => ParameterPlace.Kind,
        _ => ParameterPlace.None,
    };

    // Behind the node's begin; the reader is a copy.
    private static string? FunctionIn(Utf8JsonReader json)
    {
        while (NextProperty(ref json, out var name))
        {
            if (json.TokenType == JsonTokenType.String && NodeKinds.Find(name) is { HasFunction: true }) return TextOf(ref json);
            json.Skip();
        }
        return null;
    }

    private void Arguments(ref Utf8JsonReader json, JsonPath path, string? function)
    {
        if (json.TokenType == JsonTokenType.StartObject && ParameterUses.IsUse(json)) Value(ref json, path, ParameterPlace.None);
        else if (function == Functions.BuiltInFunctions.SqlName) Query(ref json, path);
        else Value(ref json, path, ParameterPlace.Value, Functions.BuiltInFunctions.MayTakeSecrets(function));
    }

    private void Query(ref Utf8JsonReader json, JsonPath path)
    {
        if (_sql.Missing(json, path) is { } entries) Edits.Replace(entries.At, entries.At, entries.Text, isGuess: false);
        var isList = json.TokenType == JsonTokenType.StartArray;
        if (!isList && json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }
        for (var at = 0; ; at++)
        {
            string? name = null;
            if (isList ? !json.Read() || json.TokenType == JsonTokenType.EndArray : !NextProperty(ref json, out name)) return;
            var place = (isList ? at == 0 : name == SqlArguments.Query) ? ParameterPlace.Query : ParameterPlace.Sql;
            Value(ref json, isList ? path[at] : path[name!], place);
        }
    }

    /// <summary>A value, from its first token to its last.</summary>
    private void Value(ref Utf8JsonReader json, JsonPath path, ParameterPlace place, bool mayHaveSecrets = false)
    {
        if (json.TokenType == JsonTokenType.StartArray)
        {
            for (var at = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; at++) Value(ref json, path[at], place, mayHaveSecrets);
            return;
        }
        if (json.TokenType != JsonTokenType.StartObject) return;
        if (ParameterUses.IsUse(json))
        {
            var start = json.TokenStartIndex;
            using var use = JsonDocument.ParseValue(ref json);
            Edits.Replace(start, json.TokenStartIndex + 1, _uses.Replace(use.RootElement, path, place, out var isGuess), isGuess);
            return;
        }
        while (NextProperty(ref json, out var name))
        {
            // Quoted data is data.
            if (name == "$value") json.Skip();
            else Value(ref json, path[name], Within(place, name, mayHaveSecrets), mayHaveSecrets);
        }
    }

    private static ParameterPlace Within(ParameterPlace place, string name, bool mayHaveSecrets) => place switch
    {
        ParameterPlace.Kind when name == "files" => ParameterPlace.Files,
        ParameterPlace.Kind when name == "by" => ParameterPlace.None,
        ParameterPlace.Value when SecretNames.Is(name) || (mayHaveSecrets && (name == Functions.VariableReference.Key || Functions.HttpRules.IsSecret(name))) => ParameterPlace.Secret,
        _ when name.StartsWith('$') => ParameterPlace.None,
        _ => place,
    };

    private static bool NextProperty(ref Utf8JsonReader json, out string name)
    {
        name = "";
        if (!json.Read() || json.TokenType != JsonTokenType.PropertyName) return false;
        name = TextOf(ref json);
        return json.Read();
    }

    // What no .NET string can hold is reported by the parser.
    internal static string TextOf(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
