namespace Serverless.Durable;

/// <summary>
/// The id of one entity. The name is lower case (Durable Task lower-cases it); the key keeps its case. Written <c>@name@key</c>.
/// </summary>
public readonly record struct EntityId
{
    /// <exception cref="ArgumentException">Name: lower-case letters, digits and <c>-</c>. Key: 1 to 180 characters as in <see cref="InstanceId"/>.</exception>
    public EntityId(string name, string key)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 40 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new ArgumentException($"'{name}' is no entity name: 1 to 40 lower-case letters, digits or '-' are allowed.", nameof(name));
        if (key is null || key.Length > 150 || !InstanceId.IsValid(key))
            throw new ArgumentException($"'{key}' is no entity key: 1 to 150 letters, digits or - _ . ~ : are allowed.", nameof(key));
        Name = name;
        Key = key;
    }

    public string Name { get; }

    public string Key { get; }

    public override string ToString() => $"@{Name}@{Key}";

    /// <summary>Reads <c>@name@key</c>; false when the text is something else.</summary>
    public static bool TryParse(string? text, out EntityId id)
    {
        id = default;
        if (text is null || !text.StartsWith('@')) return false;
        var split = text.IndexOf('@', 1);
        if (split < 2) return false;
        try
        {
            id = new EntityId(text[1..split], text[(split + 1)..]);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
