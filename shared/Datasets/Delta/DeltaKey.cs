using System.Text;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Delta;

/// <summary>The text of a partition value as our casts read it. Section "Partition Value Serialization" of the protocol.</summary>
public static class DeltaKey
{
    public static string Text(string value, ColumnType type) => type.Kind switch
    {
        // The log has the bytes as text; DuckDB reads bytes as \xAB.
        ColumnKind.Blob => string.Concat(Encoding.UTF8.GetBytes(value).Select(b => $"\\x{b:X2}")),
        // Without a zone the protocol leaves it to the reader's session, and ours is in UTC.
        _ => value,
    };
}
