using System.Runtime.CompilerServices;
using System.Text;
using Serverless.Tables.Native;
using Serverless.Tables.Reading;
using Serverless.Tables.Types;

namespace Serverless.Tables;

/// <summary>A column of a reader's current chunk, over DuckDB's own memory. Void after the reader's next Read or Dispose; using it then throws. Spans taken from it must not be used then either.</summary>
public readonly unsafe ref struct ColumnView
{
    private readonly TableReader _reader;
    private readonly int _version;
    private readonly NativeVector _vector;
    private readonly string _name;

    internal ColumnView(TableReader reader, int version, NativeVector vector, string name, ColumnType type, int count)
    {
        (_reader, _version, _vector, _name) = (reader, version, vector, name);
        (Type, Count) = (type, count);
    }

    public ColumnType Type { get; }

    /// <summary>Rows; of <see cref="Elements"/>, all elements of all rows.</summary>
    public int Count { get; }

    /// <summary>False: no row is null, and the check can be left out.</summary>
    public bool MayHaveNulls => Checked().HasValidity;

    /// <summary>One bit a row, least significant first, 1 = not null; empty when no row is null.</summary>
    public ReadOnlySpan<ulong> Validity
    {
        get
        {
            var vector = Checked();
            return vector.HasValidity ? new(vector.Validity, (Count + 63) >> 6) : default;
        }
    }

    public bool IsNull(int row) => Checked(row).IsNull(row);

    /// <summary>
    /// The values as they lie in memory; what stands at a null row is undefined. <typeparamref name="T"/> is the type's own: integers as themselves, boolean as byte,
    /// DATE int (days since 1970-01-01), TIME and timestamps long (their unit since 1970-01-01), DECIMAL short, int, long or Int128 by width (4, 9, 18, 38 digits, unscaled).
    /// </summary>
    /// <exception cref="InvalidOperationException">The column is of another type.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        if (!PhysicalType.Is<T>(Type)) throw new InvalidOperationException($"Column '{_name}' is {Type}; its values are no {typeof(T).Name}.");
        return new(Checked().Data, Count);
    }

    /// <summary>Text as UTF-8, or the bytes of a BLOB, without a copy.</summary>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        if (Type.Kind is not (ColumnKind.Varchar or ColumnKind.Blob)) throw new InvalidOperationException($"Column '{_name}' is {Type}; it has no bytes.");
        var vector = Checked(row);
        return vector.IsNull(row) ? default : vector.Bytes(row);
    }

    /// <summary>All texts (or the bytes of a BLOB column), for loops over many rows.</summary>
    public TextColumn Texts() => Type.Kind is ColumnKind.Varchar or ColumnKind.Blob
        ? new TextColumn(Checked(), Count)
        : throw new InvalidOperationException($"Column '{_name}' is {Type}; it has no bytes.");

    /// <summary>Text as a string; null is null.</summary>
    public string? Text(int row)
    {
        var vector = Checked(row);
        if (vector.IsNull(row)) return null;
        return Type.Kind == ColumnKind.Enum ? ValueReader.EnumText(vector, Type, row) : Encoding.UTF8.GetString(Bytes(row));
    }

    /// <summary>
    /// The value as an object: null, bool, the integer types, Int128, float, double, decimal, string, DateOnly, TimeOnly, DateTime, DateTimeOffset (with zone, in UTC),
    /// <see cref="TableInterval"/>, Guid, byte[], BigInteger (BIGNUM), object?[] (list, or a struct without names), dictionary (struct; union: its one member), list of pairs (map).
    /// What these cannot hold is DuckDB's own text: infinite dates and times and those outside of the years 1 to 9999, nanoseconds, a TIMETZ, bits, a GEOMETRY (WKT),
    /// a VARIANT (JSON); and a decimal of more than 28 digits is a <see cref="TableDecimal"/>.
    /// </summary>
    public object? Value(int row) => ValueReader.Read(Checked(row), Type, row);

    /// <summary>Where the elements of a list's row stand in <see cref="Elements"/>.</summary>
    public Range ElementRange(int row)
    {
        if (Type.Kind is not (ColumnKind.List or ColumnKind.Map)) throw new InvalidOperationException($"Column '{_name}' is {Type}, no list.");
        var entry = Checked(row).IsNull(row) ? default : _vector.At<NativeListEntry>(row);
        return new((int)entry.Offset, (int)(entry.Offset + entry.Length));
    }

    /// <summary>The elements of all rows of a list, one after the other; of a map its entries, a struct of key and value.</summary>
    public ColumnView Elements()
    {
        var vector = Checked();
        return Type.Kind switch
        {
            ColumnKind.List => new(_reader, _version, vector.ListElements(), _name, Type.Children[0].Type, vector.ListElementCount()),
            ColumnKind.Map => new(_reader, _version, vector.ListElements(), _name, ColumnType.OfStruct(Type.Children), vector.ListElementCount()),
            ColumnKind.Array => new(_reader, _version, vector.ArrayElements(), _name, Type.Children[0].Type, Count * Type.Length),
            _ => throw new InvalidOperationException($"Column '{_name}' is {Type}, no list."),
        };
    }

    /// <summary>A field of a struct.</summary>
    public ColumnView Field(int index)
    {
        if (Type.Kind != ColumnKind.Struct) throw new InvalidOperationException($"Column '{_name}' is {Type}, no struct.");
        var field = Type.Children[index];
        return new(_reader, _version, Checked().Field(index), $"{_name}.{field.Name}", field.Type, Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NativeVector Checked()
    {
        if (_reader is null || _reader.Version != _version) ThrowVoid();
        return _vector;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NativeVector Checked(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        return Checked();
    }

    private static void ThrowVoid() => throw new InvalidOperationException("The view is of an earlier chunk: its reader has moved on or was disposed.");
}
