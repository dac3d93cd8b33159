using System.Linq.Expressions;
using System.Reflection;
using Serverless.Tables.Reading;

namespace Serverless.Tables.Functions;

/// <summary>A method compiled to a call for one row: arguments read from vectors, the result written to one, nothing boxed.</summary>
internal sealed class RowCall
{
    private readonly Action<NativeVector[], OutputVector, int> _call;
    private readonly bool[] _takesNull;

    private RowCall(Action<NativeVector[], OutputVector, int> call, bool[] takesNull) => (_call, _takesNull) = (call, takesNull);

    /// <param name="method">Its parameters and result.</param>
    /// <param name="invoke">The call itself, of the arguments.</param>
    public static RowCall Compile(MethodInfo method, Func<IEnumerable<Expression>, Expression> invoke)
    {
        var vectors = Expression.Parameter(typeof(NativeVector[]), "vectors");
        var output = Expression.Parameter(typeof(OutputVector), "output");
        var row = Expression.Parameter(typeof(int), "row");
        var parameters = method.GetParameters();
        var takesNull = parameters.Select(TakesNull).ToArray();
        var arguments = parameters.Select((parameter, i) => Argument(parameter.ParameterType, Expression.ArrayIndex(vectors, Expression.Constant(i)), row, takesNull[i]));
        var call = invoke(arguments);
        var body = Write(method.ReturnType, call, output, row);
        return new RowCall(Expression.Lambda<Action<NativeVector[], OutputVector, int>>(body, vectors, output, row).Compile(), takesNull);
    }

    /// <summary>All rows of a chunk.</summary>
    public void Run(NativeVector[] vectors, OutputVector output, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            if (HasRefusedNull(vectors, row)) output.SetNull(row);
            else _call(vectors, output, row);
        }
    }

    private bool HasRefusedNull(NativeVector[] vectors, int row)
    {
        for (var i = 0; i < vectors.Length; i++)
        {
            if (!_takesNull[i] && vectors[i].IsNull(row)) return true;
        }
        return false;
    }

    /// <summary>Only what says so: where nothing is said about a reference, null would be a surprise.</summary>
    private static bool TakesNull(ParameterInfo parameter) => parameter.ParameterType.IsValueType
        ? Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        : new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    private static Expression Argument(Type type, Expression vector, Expression row, bool takesNull)
    {
        Expression value = Expression.Invoke(Expression.Constant(Member(type, "Read")), vector, row);
        if (value.Type != type) value = Expression.Convert(value, type);
        return takesNull ? Expression.Condition(Expression.Call(vector, nameof(NativeVector.IsNull), null, row), Expression.Default(type), value) : value;
    }

    private static Expression Write(Type type, Expression call, Expression output, Expression row)
    {
        var write = Expression.Constant(Member(type, "Write"));
        var underlying = Nullable.GetUnderlyingType(type);
        if (type.IsValueType && underlying is null) return Expression.Invoke(write, output, row, call);
        var result = Expression.Variable(type, "result");
        Expression value = underlying is null ? result : Expression.Property(result, "Value");
        return Expression.Block([result], Expression.Assign(result, call), Expression.IfThenElse(
            Expression.Equal(result, Expression.Constant(null, type)),
            Expression.Call(output, nameof(OutputVector.SetNull), null, row),
            Expression.Invoke(write, output, row, value)));
    }

    private static object Member(Type type, string name)
    {
        var scalar = ScalarType.Of(type);
        return scalar.GetType().GetProperty(name)!.GetValue(scalar)!;
    }
}
