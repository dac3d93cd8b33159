using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Graph.Values;
using Serverless.Tables;

namespace Serverless.Execution.Values.Tables;

/// <summary>
/// The columns that a .NET record becomes, by the names that it has as JSON. So all files of a dataset have the same types, also where one of them has whole
/// numbers only, or nothing but nulls. Members of other types than these get the type that their values show.
/// </summary>
internal static class RecordColumns
{
    // Nine digits behind the point: more than money has, and 29 before it.
    private static readonly ColumnType Decimal = ColumnType.OfDecimal(38, 9);

    private static readonly Dictionary<Type, ColumnType> Known = new()
    {
        [typeof(bool)] = ColumnType.Of(ColumnKind.Boolean),
        [typeof(long)] = ColumnType.Of(ColumnKind.BigInt),
        [typeof(int)] = ColumnType.Of(ColumnKind.Integer),
        [typeof(short)] = ColumnType.Of(ColumnKind.SmallInt),
        [typeof(sbyte)] = ColumnType.Of(ColumnKind.TinyInt),
        [typeof(ulong)] = ColumnType.Of(ColumnKind.UBigInt),
        [typeof(uint)] = ColumnType.Of(ColumnKind.UInteger),
        [typeof(ushort)] = ColumnType.Of(ColumnKind.USmallInt),
        [typeof(byte)] = ColumnType.Of(ColumnKind.UTinyInt),
        [typeof(double)] = ColumnType.Of(ColumnKind.Double),
        [typeof(float)] = ColumnType.Of(ColumnKind.Float),
        [typeof(decimal)] = Decimal,
        [typeof(string)] = ColumnType.Of(ColumnKind.Varchar),
        [typeof(DateTime)] = ColumnType.Of(ColumnKind.Timestamp),
        [typeof(DateTimeOffset)] = ColumnType.Of(ColumnKind.TimestampTz),
        [typeof(DateOnly)] = ColumnType.Of(ColumnKind.Date),
        [typeof(TimeOnly)] = ColumnType.Of(ColumnKind.Time),
        [typeof(Guid)] = ColumnType.Of(ColumnKind.Uuid),
    };

    private static readonly ConcurrentDictionary<Type, ImmutableDictionary<string, ColumnType>> Made = new();

    /// <param name="type">Of a record, or of a list of records; null: not known.</param>
    public static IReadOnlyDictionary<string, ColumnType> Of(Type? type) => type is null ? ImmutableDictionary<string, ColumnType>.Empty : Made.GetOrAdd(RecordOf(type), Columns);

    private static ImmutableDictionary<string, ColumnType> Columns(Type record)
    {
        var columns = ImmutableDictionary.CreateBuilder<string, ColumnType>(StringComparer.Ordinal);
        // What has a form of its own as JSON has no members there.
        if (Known.ContainsKey(record) || record == typeof(object) || record.IsInterface || record.GetCustomAttribute<JsonConverterAttribute>() is not null || record == typeof(JsonElement) || record == typeof(GraphValue)) return columns.ToImmutable();
        foreach (var member in record.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (!member.CanRead || member.GetIndexParameters().Length > 0 || member.GetCustomAttribute<JsonIgnoreAttribute>() is not null) continue;
            var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
            var name = member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            if (type.IsEnum) columns[name] = Known[typeof(string)];
            else if (Known.TryGetValue(type, out var column)) columns[name] = column;
        }
        return columns.ToImmutable();
    }

    private static Type RecordOf(Type type)
    {
        if (type.IsArray) return type.GetElementType()!;
        var list = type.GetInterfaces().Prepend(type)
            .FirstOrDefault(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IEnumerable<>) || i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));
        return list is null || type == typeof(string) ? type : list.GetGenericArguments()[0];
    }
}
