using System.Globalization;

namespace Serverless.Telemetry.Logging;

/// <summary>What stands in a line by name: numbers and flags as they are, everything else as text without secrets.</summary>
internal static class RedactedValues
{
    public static IReadOnlyList<KeyValuePair<string, object?>> Of(object? state) =>
        state is IEnumerable<KeyValuePair<string, object?>> values ? [.. values.Select(v => KeyValuePair.Create(v.Key, Hidden(v.Value)))] : [];

    private static object? Hidden(object? value) => value switch
    {
        null or bool or int or long or short or byte or double or float or decimal or Enum or DateTimeOffset or TimeSpan or Guid => value,
        _ => Secrets.Hide(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}
