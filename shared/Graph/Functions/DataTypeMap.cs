using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Serverless.Graph.Values;

namespace Serverless.Graph.Functions;

/// <summary>What documents see of .NET types.</summary>
internal sealed class DataTypeMap
{
    private readonly Dictionary<Type, DataType> _known = new()
    {
        [typeof(bool)] = DataType.Boolean,
        [typeof(long)] = DataType.Integer,
        [typeof(int)] = Range(int.MinValue, int.MaxValue),
        [typeof(short)] = Range(short.MinValue, short.MaxValue),
        [typeof(sbyte)] = Range(sbyte.MinValue, sbyte.MaxValue),
        [typeof(byte)] = Range(byte.MinValue, byte.MaxValue),
        [typeof(ushort)] = Range(ushort.MinValue, ushort.MaxValue),
        [typeof(uint)] = Range(uint.MinValue, uint.MaxValue),
        [typeof(ulong)] = Range(0, long.MaxValue),
        [typeof(double)] = DataType.Number,
        [typeof(float)] = DataType.Number,
        [typeof(decimal)] = DataType.Decimal,
        [typeof(string)] = DataType.String,
        [typeof(char)] = DataType.String,
        [typeof(byte[])] = DataType.String,
        [typeof(Guid)] = DataType.String,
        [typeof(DateTime)] = DataType.String,
        [typeof(DateTimeOffset)] = DataType.String,
        [typeof(DateOnly)] = DataType.String,
        [typeof(TimeOnly)] = DataType.String,
        [typeof(TimeSpan)] = DataType.String,
        [typeof(Uri)] = DataType.String,
        [typeof(BlobRef)] = DataType.Blob,
        [typeof(Stream)] = DataType.Stream,
        [typeof(object)] = Nullable(DataType.Any),
        [typeof(GraphValue)] = Nullable(DataType.Any),
        [typeof(JsonElement)] = Nullable(DataType.Any),
        [typeof(JsonNode)] = Nullable(DataType.Any),
    };

    private readonly NullabilityInfoContext _nullability = new();
    private readonly HashSet<Type> _open = [];

    public void Add(Type type, DataType dataType) => _known[type] = dataType;

    public DataType Of(ParameterInfo parameter) => Of(parameter.ParameterType, _nullability.Create(parameter).WriteState != NullabilityState.NotNull);

    public DataType Of(Type type, bool nullable = false)
    {
        if (System.Nullable.GetUnderlyingType(type) is { } inner) return Nullable(Of(inner));
        var found = Find(type);
        return nullable && !type.IsValueType ? Nullable(found) : found;
    }

    private static DataType Range(long minimum, long maximum) => DataType.Integer with { Minimum = minimum, Maximum = maximum };

    private static DataType Nullable(DataType type) => type with { Nullable = true };

    private DataType Find(Type type)
    {
        if (_known.TryGetValue(type, out var known)) return known;
        if (type.IsEnum) return new DataType(DataTypeKind.Enum) { Values = [.. Enum.GetNames(type)] };
        if (GenericOf(type, typeof(IDictionary<,>)) is { } map) return DataType.MapOf(Of(map[1]));
        if (GenericOf(type, typeof(IReadOnlyDictionary<,>)) is { } readOnlyMap) return DataType.MapOf(Of(readOnlyMap[1]));
        if (GenericOf(type, typeof(IEnumerable<>)) is { } list) return DataType.ListOf(Of(list[0]));
        if (GenericOf(type, typeof(IAsyncEnumerable<>)) is { } asyncList) return DataType.ListOf(Of(asyncList[0]));
        if (type.IsAssignableTo(typeof(IEnumerable))) return DataType.ListOf(DataType.Any);
        if (type.IsAssignableTo(typeof(Stream))) return DataType.Stream;
        return type.IsInterface || type.IsAbstract || type.GetCustomAttribute<JsonConverterAttribute>() is not null ? DataType.Any : RecordOf(type);
    }

    private DataType RecordOf(Type type)
    {
        // A type that contains itself is checked one level deep; the rest at run time.
        if (!_open.Add(type)) return DataType.Any;
        var required = Constructor(type)?.GetParameters().Where(p => !p.HasDefaultValue).Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        var fields = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(p => Field(p, required.Contains(p.Name)))
            .Concat(type.GetFields(BindingFlags.Public | BindingFlags.Instance).Where(f => f.GetCustomAttribute<JsonIgnoreAttribute>() is null).Select(Field))
            .ToImmutableArray();
        _open.Remove(type);
        return new DataType(DataTypeKind.Record) { Fields = fields };
    }

    private DataField Field(PropertyInfo property, bool inConstructor)
    {
        var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        var nullable = _nullability.Create(property).ReadState != NullabilityState.NotNull;
        return new DataField(name, Of(property.PropertyType, nullable), inConstructor || property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)));
    }

    private DataField Field(FieldInfo field) => new(
        field.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(field.Name),
        Of(field.FieldType, _nullability.Create(field).ReadState != NullabilityState.NotNull),
        Required: false);

    private static ConstructorInfo? Constructor(Type type)
    {
        var constructors = type.GetConstructors();
        return constructors.Length == 1 ? constructors[0] : constructors.FirstOrDefault(c => c.IsDefined(typeof(JsonConstructorAttribute)));
    }

    private static Type[]? GenericOf(Type type, Type definition) =>
        type.GetInterfaces().Prepend(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == definition)?.GetGenericArguments();
}
