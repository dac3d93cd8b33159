using System.Globalization;
using System.Reflection;
using Serverless.Tables.Errors;

namespace Serverless.Tables.Rows;

/// <summary>Values of columns to the types of a record: wider numbers, enums by name, lists, structs as records. Nothing that loses a digit in silence.</summary>
internal static class ValueConverter
{
    public static Func<object?, string, object?> For(Type type, bool allowsNull)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        return (value, name) => value is null
            ? allowsNull ? null : throw Problem($"Column '{name}' is null, and {type.Name} takes no null.")
            : To(value, target, name);
    }

    private static object To(object value, Type target, string name)
    {
        if (target.IsInstanceOfType(value)) return value;
        try
        {
            return value switch
            {
                string text when target.IsEnum => Enum.Parse(target, text, ignoreCase: true),
                Int128 wide => Number((decimal)wide, target),
                UInt128 wide => Number((decimal)wide, target),
                sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal when target.IsPrimitive || target == typeof(decimal) => Number(value, target),
                DateTimeOffset time when target == typeof(DateTime) => time.UtcDateTime,
                DateTime time when target == typeof(DateTimeOffset) => new DateTimeOffset(time, TimeSpan.Zero),
                DateTime time when target == typeof(DateOnly) && time.TimeOfDay == TimeSpan.Zero => DateOnly.FromDateTime(time),
                object?[] list when ElementType(target) is { } element => List(list, element, name),
                IReadOnlyDictionary<string, object?> fields => Record(fields, target, name),
                _ => throw new InvalidCastException(),
            };
        }
        catch (Exception problem) when (problem is InvalidCastException or OverflowException or FormatException or ArgumentException)
        {
            throw Problem($"Column '{name}': the value {Convert.ToString(value, CultureInfo.InvariantCulture)} ({value.GetType().Name}) is no {target.Name}.");
        }
    }

    /// <summary>The same number in another type, or an error: 1.5 is no int, and 2^53 + 1 is no double.</summary>
    private static object Number(object value, Type target)
    {
        var converted = Convert.ChangeType(value, target, CultureInfo.InvariantCulture);
        if (value is float or double && target == typeof(float)) return converted;
        var back = Convert.ChangeType(converted, value.GetType(), CultureInfo.InvariantCulture);
        return back.Equals(value) || value is decimal && target == typeof(double) ? converted : throw new OverflowException();
    }

    private static Type? ElementType(Type target) => target.IsArray
        ? target.GetElementType()
        : target.IsGenericType && target.IsAssignableFrom(typeof(List<>).MakeGenericType(target.GetGenericArguments()[0])) ? target.GetGenericArguments()[0] : null;

    private static Array List(object?[] values, Type element, string name)
    {
        var convert = For(element, Nullable.GetUnderlyingType(element) is not null || !element.IsValueType);
        var array = Array.CreateInstance(element, values.Length);
        for (var i = 0; i < values.Length; i++) array.SetValue(convert(values[i], name), i);
        // An array is every list interface; List<T> itself is not.
        return array;
    }

    private static object Record(IReadOnlyDictionary<string, object?> fields, Type target, string name)
    {
        var constructor = RowConstructor.Of(target);
        var arguments = constructor.GetParameters().Select(parameter =>
        {
            var key = fields.Keys.FirstOrDefault(key => RowConstructor.SameName(key, parameter.Name!)) ?? throw Problem($"Column '{name}' has no field '{parameter.Name}'.");
            return For(parameter.ParameterType, RowConstructor.AllowsNull(parameter))(fields[key], $"{name}.{key}");
        });
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [.. arguments], CultureInfo.InvariantCulture);
    }

    private static TableException Problem(string message) => new(TableErrorKind.Conversion, message);
}
