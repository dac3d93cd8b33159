using Serverless.Tables.Types;

namespace Serverless.Datasets.Schemas;

/// <summary>
/// Types as kartothek compares them: integers, unsigned integers and floating numbers whatever their width, also within lists; enums as their text. Whole numbers
/// and others, numbers and text, days and instants never mix.
/// </summary>
public static class NormalType
{
    public static ColumnType Of(ColumnType type) => type.Kind switch
    {
        ColumnKind.TinyInt or ColumnKind.SmallInt or ColumnKind.Integer => ColumnType.Of(ColumnKind.BigInt),
        ColumnKind.UTinyInt or ColumnKind.USmallInt or ColumnKind.UInteger => ColumnType.Of(ColumnKind.UBigInt),
        ColumnKind.Float => ColumnType.Of(ColumnKind.Double),
        ColumnKind.Enum => ColumnType.Of(ColumnKind.Varchar),
        ColumnKind.HugeInt or ColumnKind.UHugeInt => ColumnType.OfDecimal(38, 0),
        ColumnKind.TimestampS or ColumnKind.TimestampMs => ColumnType.Of(ColumnKind.Timestamp),
        ColumnKind.List or ColumnKind.Array => ColumnType.OfList(Of(type.Children[0].Type)),
        ColumnKind.Map => ColumnType.OfMap(Of(type.Children[0].Type), Of(type.Children[1].Type)),
        ColumnKind.Struct => ColumnType.OfStruct([.. type.Children.Select(field => field with { Type = Of(field.Type) })]),
        _ => type,
    };
}
