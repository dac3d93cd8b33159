using Serverless.Tables.Native;
using Serverless.Tables.Reading;
using Serverless.Tables.Types;

namespace Serverless.Tables.Columns;

/// <summary>Lists: the elements of all rows one after the other, and where each row's end.</summary>
/// <param name="type">The list's type, or a map's, whose elements are structs of key and value.</param>
/// <param name="starts">Of each row, and the end of the last.</param>
/// <param name="isNull">By row; null = none is.</param>
/// <param name="elements">All of them.</param>
internal sealed class ListSource(ColumnType type, int[] starts, bool[]? isNull, IColumnSource elements) : IColumnSource
{
    public ColumnType Type => type;

    public int Count => starts.Length - 1;

    public void Write(OutputVector vector, int start, int count)
    {
        var first = starts[start];
        var total = starts[start + count] - first;
        elements.Write(vector.Elements(total), first, total);
        for (var i = 0; i < count; i++)
        {
            var (from, to) = (starts[start + i], starts[start + i + 1]);
            vector.Set(i, new NativeListEntry { Offset = (ulong)(from - first), Length = (ulong)(to - from) });
            if (isNull is not null && isNull[start + i]) vector.SetNull(i);
        }
    }
}

internal sealed class StructSource(ColumnType type, IReadOnlyList<IColumnSource> fields, ReadOnlyMemory<bool> isNull) : IColumnSource
{
    public ColumnType Type => type;

    public int Count => fields[0].Count;

    public void Write(OutputVector vector, int start, int count)
    {
        for (var field = 0; field < fields.Count; field++) fields[field].Write(vector.Field(field), start, count);
        if (isNull.IsEmpty) return;
        var nulls = isNull.Span.Slice(start, count);
        for (var i = 0; i < count; i++)
        {
            if (nulls[i]) vector.SetNull(i, type);
        }
    }
}

/// <summary>Codes of an enum's values; below 0 is null.</summary>
internal sealed class EnumSource(ColumnType type, ReadOnlyMemory<int> codes) : IColumnSource
{
    public ColumnType Type => type;

    public int Count => codes.Length;

    public void Write(OutputVector vector, int start, int count)
    {
        var span = codes.Span.Slice(start, count);
        for (var i = 0; i < count; i++)
        {
            if (span[i] < 0) vector.SetNull(i);
            // As wide as the number of values needs.
            else if (type.EnumValues.Count <= byte.MaxValue) vector.Set(i, (byte)span[i]);
            else if (type.EnumValues.Count <= ushort.MaxValue) vector.Set(i, (ushort)span[i]);
            else vector.Set(i, (uint)span[i]);
        }
    }
}
