using System.Reflection;

namespace Serverless.Tables.Rows;

/// <summary>How a record is made of columns.</summary>
internal static class RowConstructor
{
    /// <summary>The one public constructor with parameters (of a record, its primary one).</summary>
    public static ConstructorInfo Of(Type type) =>
        type.GetConstructors().Where(constructor => constructor.GetParameters().Length > 0).ToArray() is [var only]
            ? only
            : throw new ArgumentException($"{type.Name} is no row: it needs exactly one public constructor with parameters, as a positional record has.", nameof(type));

    /// <summary><c>first_name</c> and <c>FirstName</c> are one name.</summary>
    public static bool SameName(string column, string parameter) =>
        string.Equals(column.Replace("_", "", StringComparison.Ordinal), parameter.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    public static bool AllowsNull(ParameterInfo parameter) => parameter.ParameterType.IsValueType
        ? Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        : new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.NotNull;
}
