using System.Runtime.CompilerServices;
using Serverless.Tables.Reading;

namespace Serverless.Tables;

/// <summary>The texts of a column as UTF-8, for loops over all rows: checked when it is taken, then as fast as a span, and as void as one after the reader's next Read.</summary>
public readonly ref struct TextColumn
{
    private readonly NativeVector _vector;

    internal TextColumn(NativeVector vector, int count) => (_vector, Count) = (vector, count);

    public int Count { get; }

    /// <summary>The bytes of a row; empty for a null.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)row >= (uint)Count) ThrowRange(row);
            return _vector.IsNull(row) ? default : _vector.Bytes(row);
        }
    }

    private static void ThrowRange(int row) => throw new ArgumentOutOfRangeException(nameof(row), row, "The chunk has no such row.");
}
