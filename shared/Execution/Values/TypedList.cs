using System.Collections;

namespace Serverless.Execution.Values;

/// <summary>Lists in the type that a function wants.</summary>
internal static class TypedList
{
    public static Type ElementTypeOf(Type list) =>
        list.IsArray ? list.GetElementType()!
        : list.IsGenericType ? list.GetGenericArguments()[0]
        : typeof(object);

    public static object Of(List<object?> elements, Type element, Type wanted)
    {
        var array = Array.CreateInstance(element, elements.Count);
        ((IList)elements).CopyTo(array, 0);
        return wanted.IsInstanceOfType(array) ? array : Activator.CreateInstance(wanted, array)!;
    }
}
