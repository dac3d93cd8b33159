using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Graph.Values;

/// <summary>
/// What a .NET object holds goes into its JSON, and comes back out of it, or the type is refused: an object without anything public would be <c>{}</c>, and two
/// different ones would be equal.
/// </summary>
internal static class PublicState
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>For the contracts that the serializer makes of types.</summary>
    /// <exception cref="NotSupportedException">Objects of the type hold something, and nothing of it is public.</exception>
    public static void Require(JsonTypeInfo contract)
    {
        if (contract.Kind != JsonTypeInfoKind.Object) return;
        foreach (var property in contract.Properties) MakeReadable(property);
        if (contract.PolymorphismOptions is not null || contract.Properties.Any(p => p.Get is not null) || !HoldsState(contract.Type)) return;
        throw new NotSupportedException(
            $"A value of type {contract.Type} has nothing public: what it holds would be lost as JSON, and any two would count as equal. Give it public properties, or write a JsonConverter for it.");
    }

    // Of an interface or an abstract class it is not known what its objects hold.
    private static bool HoldsState(Type type)
    {
        if (type == typeof(object)) return false;
        if (type.IsInterface || type.IsAbstract) return true;
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            if (at.GetFields(Own).Length > 0) return true;
        }
        return false;
    }

    // A property that is written and has no setter for everybody would be left at its default when it is read.
    private static void MakeReadable(JsonPropertyInfo property)
    {
        if (property.Get is null || property.Set is not null || property.AssociatedParameter is not null || property.AttributeProvider is not PropertyInfo member) return;
        if (member.GetSetMethod(nonPublic: true) is { } setter) property.Set = (target, value) => setter.Invoke(target, [value]);
        else if (member.DeclaringType?.GetField($"<{member.Name}>k__BackingField", Own) is { } field && field.IsDefined(typeof(CompilerGeneratedAttribute))) property.Set = field.SetValue;
    }
}
