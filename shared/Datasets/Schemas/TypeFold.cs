using Serverless.Tables.Types;

namespace Serverless.Datasets.Schemas;

/// <summary>The common type of many. Pairs alone would make the order matter: a wide decimal and one with digits behind the point meet in a double that comes later.</summary>
internal static class TypeFold
{
    public static ColumnType? Of(IEnumerable<ColumnType> types)
    {
        ColumnType? common = null;
        foreach (var type in types.Distinct().OrderBy(Rank).ThenBy(t => t.Text, StringComparer.Ordinal))
        {
            if (common is null) common = type;
            else if (CommonType.Of(common, type) is { } both) common = both;
            else return null;
        }
        return common;
    }

    private static int Rank(ColumnType type) => type.Kind switch
    {
        ColumnKind.Double or ColumnKind.Float => 0,
        ColumnKind.Decimal => 1,
        _ => 2,
    };
}
