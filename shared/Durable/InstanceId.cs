using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Durable;

/// <summary>
/// The id of one orchestration instance: 1 to 200 characters of letters, digits and <c>- _ . ~ :</c>, not starting with <c>@</c>.
/// A tenant's instances start with <c>{tenant}~</c>.
/// </summary>
/// <remarks>Durable Task allows 256 characters without <c>/ \ # ?</c> and control characters; 56 are left for suffixes that an engine adds.</remarks>
[JsonConverter(typeof(JsonText))]
public readonly record struct InstanceId : IComparable<InstanceId>
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 200;

    private readonly string? _value;

    /// <exception cref="ArgumentException">The text breaks the rule above.</exception>
    public InstanceId(string value)
    {
        if (!IsValid(value)) throw new ArgumentException($"'{value}' is no instance id: 1 to {MaxLength} letters, digits or - _ . ~ : are allowed.", nameof(value));
        _value = value;
    }

    /// <summary>The text; throws on the default value, which is no id.</summary>
    public string Value => _value ?? throw new InvalidOperationException("The default InstanceId is no id.");

    /// <summary>Whether <paramref name="value"/> would be accepted.</summary>
    public static bool IsValid(string? value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > MaxLength) return false;
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '~' or ':')) return false;
        }
        return true;
    }

    public int CompareTo(InstanceId other) => string.CompareOrdinal(_value, other._value);

    public override string ToString() => _value ?? "";

    private sealed class JsonText : JsonConverter<InstanceId>
    {
        public override InstanceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, InstanceId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
