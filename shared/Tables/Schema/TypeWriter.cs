using Serverless.Tables.Native;

namespace Serverless.Tables.Schema;

/// <summary>Our types to DuckDB's logical types, for the kinds that C# hands in.</summary>
internal static class TypeWriter
{
    public static LogicalTypeHandle Create(ColumnType type)
    {
        switch (type.Kind)
        {
            case ColumnKind.Decimal:
                return NativeMethods.CreateDecimalType(type.Width, type.Scale);
            case ColumnKind.List:
                using (var element = Create(type.Children[0].Type)) return NativeMethods.CreateListType(element);
            case ColumnKind.Struct or ColumnKind.Map or ColumnKind.Array or ColumnKind.Enum or ColumnKind.Union:
                throw new NotSupportedException($"C# hands in no values of type {type}.");
            default:
                return NativeMethods.CreateType((int)type.Kind);
        }
    }
}
