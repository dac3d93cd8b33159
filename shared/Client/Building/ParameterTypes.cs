using System.Collections;
using Serverless.Graph.Parameters;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>.NET types and values of parameters.</summary>
internal static class ParameterTypes
{
    /// <exception cref="GraphBuildException">There is no such type of parameters.</exception>
    public static ParameterType Of(Type type)
    {
        if (KindOf(type) is { } kind) return new ParameterType(kind);
        var item = type.IsArray ? type.GetElementType() : type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) && type.GetGenericArguments() is [var only] ? only : null;
        return item is not null && KindOf(item) is { } items
            ? new ParameterType(ParameterKind.List, items)
            : throw new GraphBuildException($"A parameter cannot be a {type}: it is a string, number, bool, decimal, DateOnly, DateTime, DateTimeOffset, or a list of one of these.");
    }

    /// <summary>A value in the form of its parameter's type.</summary>
    public static GraphValue ValueOf(object? value) => value switch
    {
        null => GraphValue.Null,
        DateOnly day => GraphValue.Of(ParameterTimes.TextOf(day)),
        DateTime time => GraphValue.Of(ParameterTimes.TextOf(time)),
        DateTimeOffset time => GraphValue.Of(ParameterTimes.TextOf(time)),
        string or bool or decimal => ClrValues.FromClr(value),
        float or double => GraphValue.Of(Convert.ToDouble(value)),
        IEnumerable items => GraphValue.List([.. items.Cast<object?>().Select(ValueOf)]),
        _ => ClrValues.FromClr(value),
    };

    private static ParameterKind? KindOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return Type.GetTypeCode(plain) switch
        {
            _ when plain.IsEnum => null,
            TypeCode.String => ParameterKind.String,
            TypeCode.Boolean => ParameterKind.Boolean,
            TypeCode.Decimal => ParameterKind.Decimal,
            TypeCode.Single or TypeCode.Double => ParameterKind.Number,
            TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 => ParameterKind.Integer,
            TypeCode.DateTime => ParameterKind.Timestamp,
            _ when plain == typeof(DateOnly) => ParameterKind.Date,
            _ when plain == typeof(DateTimeOffset) => ParameterKind.Instant,
            _ => null,
        };
    }
}
