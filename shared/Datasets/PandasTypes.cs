using Serverless.Tables.Types;

namespace Serverless.Datasets;

/// <summary>Column types as kartothek compares them, and by pandas' names.</summary>
internal static class PandasTypes
{
    /// <summary>Numbers as wide as their kind comes, also in lists: files may differ in that and fit together.</summary>
    public static ColumnType Widest(ColumnType type) => type.Kind switch
    {
        ColumnKind.TinyInt or ColumnKind.SmallInt or ColumnKind.Integer => ColumnType.Of(ColumnKind.BigInt),
        ColumnKind.UTinyInt or ColumnKind.USmallInt or ColumnKind.UInteger => ColumnType.Of(ColumnKind.UBigInt),
        ColumnKind.Float => ColumnType.Of(ColumnKind.Double),
        ColumnKind.Enum => ColumnType.Of(ColumnKind.Varchar),
        ColumnKind.TimestampS or ColumnKind.TimestampMs or ColumnKind.TimestampNs => ColumnType.Of(ColumnKind.Timestamp),
        ColumnKind.List => ColumnType.OfList(Widest(type.Children[0].Type)),
        _ => type,
    };

    /// <summary>The names of a widest type: pandas' own, and that of the array it becomes.</summary>
    public static (string Pandas, string Numpy) Of(ColumnType type) => type.Kind switch
    {
        ColumnKind.BigInt => ("int64", "int64"),
        ColumnKind.UBigInt => ("uint64", "uint64"),
        ColumnKind.Double => ("float64", "float64"),
        ColumnKind.Boolean => ("bool", "bool"),
        ColumnKind.Varchar => ("unicode", "object"),
        ColumnKind.Blob or ColumnKind.Uuid => ("bytes", "object"),
        ColumnKind.Date => ("date", "object"),
        ColumnKind.Timestamp => ("datetime", "datetime64[ns]"),
        ColumnKind.TimestampTz => ("datetimetz", "datetime64[ns]"),
        ColumnKind.Decimal => ("decimal", "object"),
        ColumnKind.List => ($"list[{Of(type.Children[0].Type).Pandas}]", "object"),
        _ => ("object", "object"),
    };
}
