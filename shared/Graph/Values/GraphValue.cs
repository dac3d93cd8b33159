using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Serverless.Graph.Values;

/// <summary>
/// An immutable JSON-like value: null, boolean, 64-bit integer, double, decimal, string, list, map, or a reference to a node's value.
/// The default is null. Equality is exact: 1, 1.0, true and "1" differ, 0.0 and -0.0 differ, NaN equals NaN, maps have no order.
/// </summary>
/// <remarks>A struct of 24 bytes without a box for numbers, because documents hold 100,000 nodes and more.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly struct GraphValue : IEquatable<GraphValue>
{
    private readonly object? _object;
    private readonly long _bits;

    private GraphValue(GraphValueKind kind, long bits, object? value)
    {
        Kind = kind;
        _bits = bits;
        _object = value;
    }

    /// <summary>The null value; also the default.</summary>
    public static GraphValue Null => default;

    public static GraphValue EmptyList { get; } = List([]);

    public GraphValueKind Kind { get; }

    public static GraphValue Of(bool value) => new(GraphValueKind.Boolean, value ? 1 : 0, null);

    public static GraphValue Of(long value) => new(GraphValueKind.Integer, value, null);

    public static GraphValue Of(double value) => new(GraphValueKind.Double, BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value), null);

    public static GraphValue Of(decimal value) => new(GraphValueKind.Decimal, 0, value);

    public static GraphValue Of(string value) => new(GraphValueKind.String, 0, value);

    public static GraphValue List(ImmutableArray<GraphValue> items) => new(GraphValueKind.List, 0, ImmutableCollectionsMarshal.AsArray(items) ?? []);

    /// <summary>A map; the order of <paramref name="entries"/> does not matter.</summary>
    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    public static GraphValue Map(IEnumerable<KeyValuePair<string, GraphValue>> entries)
    {
        var sorted = entries.ToArray();
        if (SortByKey(sorted) is { } twice) throw new ArgumentException($"The key '{twice}' occurs twice.", nameof(entries));
        return FromSorted(sorted);
    }

    /// <summary>The value of <paramref name="node"/>.</summary>
    public static GraphValue Ref(NodeId node) => new(GraphValueKind.Ref, 0, node.Value);

    /// <summary>The value of the parameter <paramref name="name"/>, for drafts: a document has its value there.</summary>
    public static GraphValue Parameter(string name) => new(GraphValueKind.Parameter, 0, name);

    public bool AsBoolean() => Expect(GraphValueKind.Boolean)._bits != 0;

    public long AsInteger() => Expect(GraphValueKind.Integer)._bits;

    public double AsDouble() => BitConverter.Int64BitsToDouble(Expect(GraphValueKind.Double)._bits);

    public decimal AsDecimal() => (decimal)Expect(GraphValueKind.Decimal)._object!;

    public string AsString() => (string)Expect(GraphValueKind.String)._object!;

    public ImmutableArray<GraphValue> AsList() => ImmutableCollectionsMarshal.AsImmutableArray((GraphValue[])Expect(GraphValueKind.List)._object!);

    /// <summary>The entries, sorted by key (ordinal).</summary>
    public ImmutableArray<KeyValuePair<string, GraphValue>> AsMap() =>
        ImmutableCollectionsMarshal.AsImmutableArray((KeyValuePair<string, GraphValue>[])Expect(GraphValueKind.Map)._object!);

    public NodeId AsRef() => NodeId.Trusted((string)Expect(GraphValueKind.Ref)._object!);

    public string AsParameter() => (string)Expect(GraphValueKind.Parameter)._object!;

    /// <summary>The entry <paramref name="key"/> of a map; false when this is no map or has no such key.</summary>
    public bool TryGet(string key, out GraphValue value)
    {
        value = default;
        if (Kind != GraphValueKind.Map) return false;
        foreach (var entry in AsMap())
        {
            if (entry.Key != key) continue;
            value = entry.Value;
            return true;
        }
        return false;
    }

    /// <summary>The value with each reference replaced by what <paramref name="valueOf"/> gives; itself when there is none.</summary>
    public GraphValue Resolve(Func<NodeId, GraphValue> valueOf)
    {
        switch (Kind)
        {
            case GraphValueKind.Ref:
                return valueOf(AsRef());
            case GraphValueKind.List when HasRefs:
                return List([.. AsList().Select(item => item.Resolve(valueOf))]);
            case GraphValueKind.Map when HasRefs:
                return FromSorted([.. AsMap().Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Resolve(valueOf)))]);
            default:
                return this;
        }
    }

    /// <summary>Whether this is a reference or holds one.</summary>
    public bool HasRefs => Kind switch
    {
        GraphValueKind.Ref => true,
        GraphValueKind.List => AsList().Any(item => item.HasRefs),
        GraphValueKind.Map => AsMap().Any(entry => entry.Value.HasRefs),
        _ => false,
    };

    public bool Equals(GraphValue other)
    {
        if (Kind != other.Kind) return false;
        return Kind switch
        {
            GraphValueKind.String or GraphValueKind.Ref or GraphValueKind.Parameter => (string)_object! == (string)other._object!,
            GraphValueKind.Decimal => decimal.GetBits(AsDecimal()).AsSpan().SequenceEqual(decimal.GetBits(other.AsDecimal())),
            GraphValueKind.List => AsList().AsSpan().SequenceEqual(other.AsList().AsSpan()),
            GraphValueKind.Map => EqualMaps(AsMap(), other.AsMap()),
            _ => _bits == other._bits,
        };
    }

    public override bool Equals(object? obj) => obj is GraphValue other && Equals(other);

    public override int GetHashCode() => Kind switch
    {
        GraphValueKind.String or GraphValueKind.Ref or GraphValueKind.Parameter => HashCode.Combine(Kind, string.GetHashCode((string)_object!, StringComparison.Ordinal)),
        GraphValueKind.Decimal => HashCode.Combine(Kind, AsDecimal()),
        GraphValueKind.List => HashCode.Combine(Kind, ((GraphValue[])_object!).Length, ((GraphValue[])_object!).FirstOrDefault()),
        GraphValueKind.Map => HashCode.Combine(Kind, AsMap().Length),
        _ => HashCode.Combine(Kind, _bits),
    };

    public static bool operator ==(GraphValue left, GraphValue right) => left.Equals(right);

    public static bool operator !=(GraphValue left, GraphValue right) => !left.Equals(right);

    /// <summary>A short text for messages.</summary>
    public override string ToString() => Kind switch
    {
        GraphValueKind.Null => "null",
        GraphValueKind.Boolean => _bits != 0 ? "true" : "false",
        GraphValueKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        GraphValueKind.Double => AsDouble().ToString("R", CultureInfo.InvariantCulture),
        GraphValueKind.Decimal => AsDecimal().ToString(CultureInfo.InvariantCulture),
        GraphValueKind.String => $"\"{_object}\"",
        GraphValueKind.Ref => $"$ref {_object}",
        GraphValueKind.Parameter => $"$param {_object}",
        GraphValueKind.List => $"a list of {AsList().Length}",
        _ => $"a map of {AsMap().Length}",
    };

    /// <summary>Sorts in place; returns a key that occurs twice, or null.</summary>
    internal static string? SortByKey(KeyValuePair<string, GraphValue>[] entries)
    {
        Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Key == entries[i - 1].Key) return entries[i].Key;
        }
        return null;
    }

    internal static GraphValue FromSorted(KeyValuePair<string, GraphValue>[] entries) => new(GraphValueKind.Map, 0, entries);

    private static bool EqualMaps(ImmutableArray<KeyValuePair<string, GraphValue>> left, ImmutableArray<KeyValuePair<string, GraphValue>> right)
    {
        if (left.Length != right.Length) return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i].Key != right[i].Key || !left[i].Value.Equals(right[i].Value)) return false;
        }
        return true;
    }

    private GraphValue Expect(GraphValueKind kind) =>
        Kind == kind ? this : throw new InvalidOperationException($"The value is of kind {Kind}, not {kind}.");
}
