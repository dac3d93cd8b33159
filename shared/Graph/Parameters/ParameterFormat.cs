using System.Globalization;
using System.Text.Json;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parameters;

/// <summary>
/// How a value looks within a text: <c>{ "$param": "day", "format": "yyyy/MM" }</c> of days and times, with <c>yyyy yy MM dd HH mm ss</c> and other signs as
/// they are; zeros alone of integers, which are that many digits at least.
/// </summary>
internal static class ParameterFormat
{
    private const string Property = "format";

    private static readonly string[] Fields = ["yyyy", "yy", "MM", "dd", "HH", "mm", "ss"];

    /// <returns>The text; null: the use has no format, or a wrong one.</returns>
    public static string? In(JsonElement use, JobParameter parameter, JsonPath path, ProblemList problems, out bool isWrong)
    {
        isWrong = false;
        foreach (var property in use.EnumerateObject())
        {
            if (property.Name is ParameterUses.Param) continue;
            if (property.Name == Property && property.Value.ValueKind == JsonValueKind.String && Of(parameter, property.Value.GetString()!) is { } text) return text;
            problems.Add(ProblemRules.Value, path[property.Name], property.Name == Property
                ? $"It is no format of a {parameter.Type}: days and times have {string.Join(' ', Fields)} (times of day for times alone) with - _ . / between, integers zeros such as \"00\"."
                : $"'{property.Name}' has no meaning beside $param; there is: {Property}.");
            isWrong = true;
        }
        return null;
    }

    private static string? Of(JobParameter parameter, string format) => parameter.Type.Kind switch
    {
        _ when format.Length == 0 || parameter.Value.Kind == Values.GraphValueKind.Null => null,
        ParameterKind.Integer when format.All(c => c == '0') && format.Length <= 20 => parameter.Value.AsInteger().ToString($"D{format.Length}", CultureInfo.InvariantCulture),
        ParameterKind.Date when ParameterTimes.TryDate(parameter.Value.AsString(), out var day) => Of(day.ToDateTime(default), format, hasTime: false),
        ParameterKind.Timestamp when ParameterTimes.TryTimestamp(parameter.Value.AsString(), out var time) => Of(time, format, hasTime: true),
        ParameterKind.Instant when ParameterTimes.TryInstant(parameter.Value.AsString(), out var instant) => Of(instant.UtcDateTime, format, hasTime: true),
        _ => null,
    };

    private static string? Of(DateTime time, string format, bool hasTime)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < format.Length;)
        {
            var field = Array.Find(Fields, f => string.CompareOrdinal(format, i, f, 0, f.Length) == 0);
            if (field is null && !"-_./".Contains(format[i], StringComparison.Ordinal)) return null;
            if (field is "HH" or "mm" or "ss" && !hasTime) return null;
            // A single letter, and a slash of its own, mean something else to .NET.
            text.Append(field is null ? format[i].ToString() : time.ToString(field, CultureInfo.InvariantCulture));
            i += field?.Length ?? 1;
        }
        return text.ToString();
    }
}
