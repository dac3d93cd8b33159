using Serverless.Tables.Native;
using Serverless.Tables.Types;

namespace Serverless.Tables.Schema;

/// <summary>DuckDB's logical types to ours.</summary>
internal static unsafe class TypeReader
{
    public static ColumnType Read(LogicalTypeHandle type)
    {
        var kind = (ColumnKind)NativeMethods.TypeId(type);
        switch (kind)
        {
            case ColumnKind.Decimal:
                return ColumnType.OfDecimal(NativeMethods.DecimalWidth(type), NativeMethods.DecimalScale(type));
            case ColumnKind.List:
                using (var element = NativeMethods.ListChild(type)) return ColumnType.OfList(Read(element));
            case ColumnKind.Array:
                using (var element = NativeMethods.ArrayChild(type)) return ColumnType.OfArray(Read(element), (int)NativeMethods.ArraySize(type));
            case ColumnKind.Map:
                using (var key = NativeMethods.MapKey(type))
                using (var value = NativeMethods.MapValue(type)) return ColumnType.OfMap(Read(key), Read(value));
            case ColumnKind.Struct:
                return ColumnType.OfStruct(Fields(type));
            case ColumnKind.Union:
                return ColumnType.OfUnion(Members(type));
            case ColumnKind.Varchar:
                return NativeMethods.TakeText(NativeMethods.TypeAlias(type)) == ColumnType.Json.Text ? ColumnType.Json : ColumnType.Of(kind);
            case ColumnKind.Enum:
                var values = new string[NativeMethods.EnumSize(type)];
                for (var i = 0; i < values.Length; i++) values[i] = NativeMethods.TakeText(NativeMethods.EnumValue(type, (ulong)i));
                return ColumnType.OfEnum(values);
            default:
                return ColumnType.Of(kind);
        }
    }

    private static TableColumn[] Members(LogicalTypeHandle type)
    {
        var members = new TableColumn[NativeMethods.UnionCount(type)];
        for (var i = 0; i < members.Length; i++)
        {
            using var child = NativeMethods.UnionMember(type, (ulong)i);
            members[i] = new TableColumn(NativeMethods.TakeText(NativeMethods.UnionName(type, (ulong)i)), Read(child));
        }
        return members;
    }

    private static TableColumn[] Fields(LogicalTypeHandle type)
    {
        var fields = new TableColumn[NativeMethods.StructCount(type)];
        for (var i = 0; i < fields.Length; i++)
        {
            using var child = NativeMethods.StructChild(type, (ulong)i);
            fields[i] = new TableColumn(NativeMethods.TakeText(NativeMethods.StructName(type, (ulong)i)), Read(child));
        }
        return fields;
    }
}
