using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Writing;

/// <summary>All public properties of an object as text, by reflection: sees what a writer might forget.</summary>
internal static class Dump
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        GraphValue graph => Text(graph),
        string or NodeId or TimeSpan or DateTimeOffset or Enum or Type => $"{value}",
        _ when value.GetType().IsPrimitive => $"{value}",
        IDictionary map => $"{{{string.Join(',', map.Keys.Cast<object>().Select(k => $"{k}:{map[k]}").Order(StringComparer.Ordinal))}}}",
        ITuple => $"{value}",
        IEnumerable items => $"[{string.Join(',', items.Cast<object>().Select(Of))}]",
        _ => $"{value.GetType().Name}({string.Join(',', Properties(value).Select(p => $"{p.Name}={Of(p.GetValue(value))}"))})",
    };

    private static IEnumerable<PropertyInfo> Properties(object value) =>
        value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.Name is not ("EqualityContract" or "SyncRoot"))
            .OrderBy(p => p.Name, StringComparer.Ordinal);

    private static string Text(GraphValue value) => value.Kind switch
    {
        GraphValueKind.List => $"[{string.Join(';', value.AsList().Select(Text))}]",
        GraphValueKind.Map => $"{{{string.Join(';', value.AsMap().Select(e => $"{e.Key}={Text(e.Value)}"))}}}",
        GraphValueKind.Double => $"double {BitConverter.DoubleToInt64Bits(value.AsDouble())}",
        _ => $"{value.Kind} {value}",
    };
}
