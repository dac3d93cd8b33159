using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Execution.Values.Tables.Columns;
using Serverless.Graph.Values;

namespace Serverless.Execution.Values.Tables;

/// <summary>
/// The columns that a .NET record becomes, by the names that it has as JSON. So all files of a dataset have the same types, also where one of them has whole
/// numbers only, or nothing but nulls. Members of other types than these get the type that their values show.
/// </summary>
internal static class RecordColumns
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<TypedMember>> Made = new();

    /// <summary>By name, in the order of the members.</summary>
    /// <param name="type">Of a record, or of a list of records; null: not known.</param>
    public static ImmutableArray<TypedMember> Of(Type? type) => type is null ? [] : Made.GetOrAdd(RecordOf(type), Columns);

    /// <summary>Whether a type says all columns and the type of each.</summary>
    public static bool AreKnown(Type? type) => Of(type) is { IsEmpty: false } members && members.All(static member => member.IsKnown);

    private static ImmutableArray<TypedMember> Columns(Type record)
    {
        // What has a form of its own as JSON has no members there, and a map's are its keys.
        if (KnownColumns.Has(record) || record.IsAssignableTo(typeof(IEnumerable)) || record == typeof(object) || record.IsInterface || record.GetCustomAttribute<JsonConverterAttribute>() is not null || record == typeof(JsonElement) || record == typeof(GraphValue)) return [];
        var columns = ImmutableArray.CreateBuilder<TypedMember>();
        foreach (var member in record.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (!member.CanRead || member.GetIndexParameters().Length > 0 || member.GetCustomAttribute<JsonIgnoreAttribute>() is not null) continue;
            var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
            var name = member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            // Every member is a column, also where no record is there that would have it.
            var isKnown = KnownColumns.Has(type) && member.GetCustomAttribute<JsonConverterAttribute>() is null;
            columns.Add(new TypedMember(name, isKnown, () => isKnown ? KnownColumns.Make(type, name) : new InferredColumn(name)));
        }
        return columns.ToImmutable();
    }

    private static Type RecordOf(Type type)
    {
        if (type.IsArray) return type.GetElementType()!;
        if (IsMap(type)) return type;
        var list = type.GetInterfaces().Prepend(type)
            .FirstOrDefault(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IEnumerable<>) || i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));
        return list is null || type == typeof(string) ? type : list.GetGenericArguments()[0];
    }

    private static bool IsMap(Type type) =>
        type.GetInterfaces().Prepend(type).Any(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IDictionary<,>) || i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)));

    /// <summary>A column by its member.</summary>
    /// <param name="Name">As JSON says it.</param>
    /// <param name="IsKnown">The member's type is the column's; else its values show it.</param>
    /// <param name="Make">Makes an empty one.</param>
    internal readonly record struct TypedMember(string Name, bool IsKnown, Func<RecordColumn> Make);
}
