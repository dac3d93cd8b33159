using System.Linq.Expressions;
using System.Reflection;
using Serverless.Tables.Errors;
using Serverless.Tables.Types;

namespace Serverless.Tables.Functions;

/// <summary>
/// A .NET method that SQL calls by name, once for each row that needs it, and on DuckDB's own threads: several at once where an instance has several.
/// </summary>
/// <remarks>
/// Parameters and result: bool, the integer types, float, double, decimal (as DECIMAL(38,10)), string, byte[], DateOnly, TimeOnly, DateTime (TIMESTAMP), DateTimeOffset (TIMESTAMPTZ), Guid; with <c>?</c> where null is meant.
/// Where a parameter takes no null, a null argument makes the result null without a call, as in SQL's own functions.
/// Always volatile to DuckDB: of any other it evaluates whole dictionaries, values that no row has and that a WHERE excluded among them.
/// An exception ends the query with <see cref="TableErrorKind.Raised"/> and is the inner exception. The method must not query the session that calls it.
/// </remarks>
public sealed class ScalarFunction
{
    private ScalarFunction(string name, MethodInfo method, Func<IEnumerable<Expression>, Expression> invoke)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Call = RowCall.Compile(method, invoke);
        Parameters = [.. method.GetParameters().Select(parameter => ScalarType.Of(parameter.ParameterType).Column)];
        Result = ScalarType.Of(method.ReturnType).Column;
    }

    /// <summary>As SQL calls it; compared without case. A name of two parts is called as <c>prices.net(x)</c> or <c>"prices.net"(x)</c>, one of more parts in quotes.</summary>
    public string Name { get; }

    public IReadOnlyList<ColumnType> Parameters { get; }

    public ColumnType Result { get; }

    internal RowCall Call { get; }

    /// <summary>From a lambda or a method group.</summary>
    /// <exception cref="ArgumentException">A parameter or the result is of a type that SQL has no values of.</exception>
    public static ScalarFunction Of(string name, Delegate function) =>
        new(name, Signature(function), arguments => Expression.Invoke(Expression.Constant(function), arguments));

    /// <summary>The method behind a delegate, which knows what takes null; the delegate's own where that one has a hidden first parameter.</summary>
    private static MethodInfo Signature(Delegate function)
    {
        var invoke = function.GetType().GetMethod("Invoke")!;
        return function.Method.GetParameters().Length == invoke.GetParameters().Length ? function.Method : invoke;
    }

    /// <summary>From a method, on <paramref name="target"/> unless it is static.</summary>
    /// <exception cref="ArgumentException">A parameter or the result is of a type that SQL has no values of.</exception>
    public static ScalarFunction Of(string name, MethodInfo method, object? target = null) =>
        method.IsStatic == (target is null)
            ? new(name, method, arguments => Expression.Call(target is null ? null : Expression.Constant(target), method, arguments))
            : throw new ArgumentException(method.IsStatic ? $"{method.Name} is static; there is no object to call it on." : $"{method.Name} is not static; it needs an object to call it on.", nameof(target));
}
