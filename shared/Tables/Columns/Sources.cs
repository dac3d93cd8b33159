using Serverless.Tables.Reading;
using Serverless.Tables.Types;

namespace Serverless.Tables.Columns;

internal sealed class CopySource<T>(ReadOnlyMemory<T> values, ColumnKind kind) : IColumnSource
    where T : unmanaged
{
    public ColumnType Type { get; } = ColumnType.Of(kind);

    public int Count => values.Length;

    public void Write(OutputVector vector, int start, int count) => values.Span.Slice(start, count).CopyTo(vector.Values<T>(count));
}

internal sealed class ConvertSource<T, TNative>(ReadOnlyMemory<T> values, ColumnKind kind, Func<T, TNative> convert) : IColumnSource
    where TNative : unmanaged
{
    public ColumnType Type { get; } = ColumnType.Of(kind);

    public int Count => values.Length;

    public void Write(OutputVector vector, int start, int count)
    {
        var source = values.Span.Slice(start, count);
        var target = vector.Values<TNative>(count);
        for (var i = 0; i < count; i++) target[i] = convert(source[i]);
    }
}

internal sealed class NullableSource<T>(ReadOnlyMemory<T?> values, IColumnSource plain) : IColumnSource
    where T : struct
{
    public ColumnType Type => plain.Type;

    public int Count => values.Length;

    public void Write(OutputVector vector, int start, int count)
    {
        plain.Write(vector, start, count);
        var span = values.Span.Slice(start, count);
        for (var i = 0; i < count; i++)
        {
            if (span[i] is null) vector.SetNull(i);
        }
    }
}

internal sealed class NullSource(int count) : IColumnSource
{
    public ColumnType Type { get; } = ColumnType.Of(ColumnKind.Null);

    public int Count => count;

    public void Write(OutputVector vector, int start, int count)
    {
        for (var i = 0; i < count; i++) vector.SetNull(i);
    }
}

internal sealed class TextSource(ReadOnlyMemory<string> values) : IColumnSource
{
    public ColumnType Type { get; } = ColumnType.Of(ColumnKind.Varchar);

    public int Count => values.Length;

    public void Write(OutputVector vector, int start, int count)
    {
        var span = values.Span.Slice(start, count);
        for (var i = 0; i < count; i++)
        {
            if (span[i] is { } text) vector.SetText(i, text);
            else vector.SetNull(i);
        }
    }
}

internal sealed class BytesSource(ReadOnlyMemory<byte[]> values) : IColumnSource
{
    public ColumnType Type { get; } = ColumnType.Of(ColumnKind.Blob);

    public int Count => values.Length;

    public void Write(OutputVector vector, int start, int count)
    {
        var span = values.Span.Slice(start, count);
        for (var i = 0; i < count; i++)
        {
            if (span[i] is { } bytes) vector.SetBytes(i, bytes);
            else vector.SetNull(i);
        }
    }
}

internal sealed class DecimalSource(ReadOnlyMemory<decimal?> values, ColumnType type) : IColumnSource
{
    public ColumnType Type => type;

    public int Count => values.Length;

    public void Write(OutputVector vector, int start, int count)
    {
        var span = values.Span.Slice(start, count);
        for (var i = 0; i < count; i++)
        {
            if (span[i] is { } value) DecimalValue.Write(vector, i, DecimalValue.ToUnscaled(value, type), type);
            else vector.SetNull(i);
        }
    }
}
