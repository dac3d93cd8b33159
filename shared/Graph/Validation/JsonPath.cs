using System.Globalization;

namespace Serverless.Graph.Validation;

/// <summary>A place in a document, made only when there is a problem to report.</summary>
internal sealed class JsonPath
{
    private readonly JsonPath? _parent;
    private readonly string? _name;
    private readonly int _index;

    private JsonPath(JsonPath? parent, string? name, int index)
    {
        _parent = parent;
        _name = name;
        _index = index;
    }

    public static JsonPath Root { get; } = new(null, null, 0);

    public JsonPath this[string name] => new(this, name, 0);

    public JsonPath this[int index] => new(this, null, index);

    /// <summary>From the root: a string is a property, an int an element.</summary>
    public IReadOnlyList<object> Segments()
    {
        var segments = new List<object>();
        for (var at = this; at._parent is not null; at = at._parent) segments.Add(at._name ?? (object)at._index);
        segments.Reverse();
        return segments;
    }

    public override string ToString() => string.Concat(Segments().Select(Text).Prepend("$"));

    private static string Text(object segment)
    {
        if (segment is not string name) return $"[{((int)segment).ToString(CultureInfo.InvariantCulture)}]";
        var plain = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$');
        return plain ? $".{name}" : $"['{name.Replace("'", "\\'", StringComparison.Ordinal)}']";
    }
}
