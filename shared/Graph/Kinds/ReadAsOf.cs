using System.Globalization;
using System.Text.Json;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Kinds;

/// <summary>An earlier version of a dataset: by its number, or as it was at a time.</summary>
/// <param name="Version">From 0; null: <paramref name="Time"/> says it.</param>
/// <param name="Time">The newest version that was there then.</param>
public sealed record ReadAsOf(long? Version, DateTimeOffset? Time)
{
    internal const string Schema = """
        { "oneOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "format": "date-time" }, { "$ref": "#/$defs/parameterUse" }],
          "description": "An earlier version of the dataset: its number, or an instant such as 2026-11-30T22:00:00Z. Without it the newest." }
        """;

    private static readonly Bounds Versions = new(0);

    /// <returns>Null after a problem.</returns>
    internal static ReadAsOf? Read(ref DocumentReader reader)
    {
        if (reader.Json.TokenType != JsonTokenType.String) return reader.Integer("asOf", Versions) is { } version ? new ReadAsOf(version, null) : null;
        if (reader.String("asOf") is not { } text) return null;
        // A time without a zone is another instant on each machine.
        if (text.Contains('T', StringComparison.Ordinal) && HasZone(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return new ReadAsOf(null, time);
        reader.Problem(ProblemRules.Value, $"asOf is '{text}'; it must be the number of a version, or an instant with its zone, such as 2026-11-30T22:00:00Z.");
        return null;
    }

    internal void Write(Utf8JsonWriter json)
    {
        if (Version is { } version) json.WriteNumber("asOf", version);
        else json.WriteString("asOf", Time!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
    }

    private static bool HasZone(string text) => text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);
}
