using System.Text;
using Serverless.Tables.Errors;
using Serverless.Tables.Native;
using Serverless.Tables.Types;

namespace Serverless.Tables.Reading;

/// <summary>One value as a .NET object. For rows, keys and statistics; columns in bulk are read as spans.</summary>
internal static class ValueReader
{
    public static object? Read(NativeVector vector, ColumnType type, int row)
    {
        if (vector.IsNull(row)) return null;
        return type.Kind switch
        {
            ColumnKind.Boolean => vector.At<byte>(row) != 0,
            ColumnKind.TinyInt => vector.At<sbyte>(row),
            ColumnKind.SmallInt => vector.At<short>(row),
            ColumnKind.Integer => vector.At<int>(row),
            ColumnKind.BigInt => vector.At<long>(row),
            ColumnKind.UTinyInt => vector.At<byte>(row),
            ColumnKind.USmallInt => vector.At<ushort>(row),
            ColumnKind.UInteger => vector.At<uint>(row),
            ColumnKind.UBigInt => vector.At<ulong>(row),
            ColumnKind.HugeInt => vector.At<NativeHugeInt>(row).ToInt128(),
            ColumnKind.UHugeInt => (UInt128)vector.At<NativeHugeInt>(row).ToInt128(),
            ColumnKind.Float => vector.At<float>(row),
            ColumnKind.Double => vector.At<double>(row),
            ColumnKind.Decimal => DecimalValue.ToNumber(DecimalValue.Unscaled(vector, type, row), type.Scale),
            ColumnKind.Varchar => Encoding.UTF8.GetString(vector.Bytes(row)),
            ColumnKind.Blob => vector.Bytes(row).ToArray(),
            ColumnKind.Bit => BitValue.Bits(vector.Bytes(row)),
            ColumnKind.BigNum => BitValue.Number(vector.Bytes(row)),
            ColumnKind.Enum => EnumText(vector, type, row),
            ColumnKind.Uuid => UuidValue.ToGuid(vector.At<NativeHugeInt>(row)),
            ColumnKind.Date => TimeValue.Date(vector.At<int>(row)),
            ColumnKind.Time => TimeValue.Time(vector.At<long>(row)),
            ColumnKind.TimeNs => TimeValue.TimeOfNanoseconds(vector.At<long>(row)),
            ColumnKind.TimeTz => TimeValue.TimeWithOffset(vector.At<ulong>(row)),
            ColumnKind.Timestamp => TimeValue.Timestamp(vector.At<long>(row), 1_000_000),
            ColumnKind.TimestampTz => TimeValue.Timestamp(vector.At<long>(row), 1_000_000, isInstant: true),
            ColumnKind.TimestampS => TimeValue.Timestamp(vector.At<long>(row), 1),
            ColumnKind.TimestampMs => TimeValue.Timestamp(vector.At<long>(row), 1_000),
            ColumnKind.TimestampNs => TimeValue.Timestamp(vector.At<long>(row), 1_000_000_000),
            ColumnKind.Interval => Interval(vector.At<NativeInterval>(row)),
            ColumnKind.List => Elements(vector.ListElements(), type.Children[0].Type, vector.At<NativeListEntry>(row)),
            ColumnKind.Array => Elements(vector.ArrayElements(), type.Children[0].Type, new NativeListEntry { Offset = (ulong)(row * (long)type.Length), Length = (ulong)type.Length }),
            ColumnKind.Map => Entries(vector.ListElements(), type, vector.At<NativeListEntry>(row)),
            ColumnKind.Struct when type.Children[0].Name.Length == 0 => Row(vector, type, row),
            ColumnKind.Struct => Fields(vector, type, row),
            ColumnKind.Union => Member(vector, type, row),
            _ => throw new TableException(TableErrorKind.Conversion, $"Values of type {type} cannot be read as objects; cast them to VARCHAR in the query."),
        };
    }

    public static string EnumText(NativeVector vector, ColumnType type, int row) => type.EnumValues[EnumCode(vector, type, row)];

    /// <summary>Codes are as wide as the number of values needs.</summary>
    private static int EnumCode(NativeVector vector, ColumnType type, int row) => type.EnumValues.Count switch
    {
        <= byte.MaxValue => vector.At<byte>(row),
        <= ushort.MaxValue => vector.At<ushort>(row),
        _ => (int)vector.At<uint>(row),
    };

    private static TableInterval Interval(NativeInterval value) => new(value.Months, value.Days, value.Microseconds);

    private static object?[] Elements(NativeVector elements, ColumnType type, NativeListEntry entry)
    {
        var values = new object?[entry.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Read(elements, type, (int)entry.Offset + i);
        return values;
    }

    private static List<KeyValuePair<object, object?>> Entries(NativeVector entries, ColumnType map, NativeListEntry entry)
    {
        var (keys, values) = (entries.Field(0), entries.Field(1));
        var list = new List<KeyValuePair<object, object?>>((int)entry.Length);
        for (var i = (int)entry.Offset; i < (int)(entry.Offset + entry.Length); i++)
        {
            list.Add(new(Read(keys, map.Children[0].Type, i)!, Read(values, map.Children[1].Type, i)));
        }
        return list;
    }

    // A struct whose fields have no names.
    private static object?[] Row(NativeVector vector, ColumnType type, int row) => [.. type.Children.Select((field, i) => Read(vector.Field(i), field.Type, row))];

    // As a struct of the one member that is there; before the members stands which it is.
    private static Dictionary<string, object?> Member(NativeVector vector, ColumnType type, int row)
    {
        var tag = vector.Field(0).At<byte>(row);
        var member = type.Children[tag];
        return new(StringComparer.OrdinalIgnoreCase) { [member.Name] = Read(vector.Field(tag + 1), member.Type, row) };
    }

    private static Dictionary<string, object?> Fields(NativeVector vector, ColumnType type, int row)
    {
        var fields = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < type.Children.Count; i++) fields[type.Children[i].Name] = Read(vector.Field(i), type.Children[i].Type, row);
        return fields;
    }
}
