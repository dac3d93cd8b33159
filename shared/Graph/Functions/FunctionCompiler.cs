using System.Linq.Expressions;
using System.Reflection;

namespace Serverless.Graph.Functions;

/// <summary>Turns methods into delegates, once, so that a call costs no reflection.</summary>
internal static class FunctionCompiler
{
    public static bool IsSupplied(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(CancellationToken) || parameter.ParameterType == typeof(TaskContext);

    /// <summary>The type of the result without <see cref="Task"/> or <see cref="ValueTask"/> around it; void for none.</summary>
    public static Type ResultType(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task) || type == typeof(ValueTask)) return typeof(void);
        if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
            return type.GetGenericArguments()[0];
        return type;
    }

    public static Delegate? Direct(MethodInfo method)
    {
        var parameters = method.GetParameters();
        if (ResultType(method) != method.ReturnType || parameters.Any(IsSupplied) || parameters.Length > 16) return null;
        return method.CreateDelegate(Expression.GetDelegateType([.. parameters.Select(p => p.ParameterType), method.ReturnType]));
    }

    public static FunctionInvoker Compile(MethodInfo method)
    {
        var arguments = Expression.Parameter(typeof(object[]), "arguments");
        var context = Expression.Parameter(typeof(TaskContext), "context");
        var cancellation = Expression.Parameter(typeof(CancellationToken), "cancellationToken");
        var next = 0;
        var call = Expression.Call(method, method.GetParameters().Select(p =>
            p.ParameterType == typeof(TaskContext) ? (Expression)context
            : p.ParameterType == typeof(CancellationToken) ? cancellation
            : Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(next++)), p.ParameterType)));
        return Expression.Lambda<FunctionInvoker>(Wrap(call, method), arguments, context, cancellation).Compile();
    }

    private static Expression Wrap(Expression call, MethodInfo method)
    {
        var type = method.ReturnType;
        var result = ResultType(method);
        if (result != type || type == typeof(Task) || type == typeof(ValueTask))
        {
            return result == typeof(void)
                ? Expression.Call(typeof(FunctionCompiler), nameof(AwaitAsync), null, type == typeof(Task) ? Expression.New(typeof(ValueTask).GetConstructor([typeof(Task)])!, call) : call)
                : Expression.Call(typeof(FunctionCompiler), nameof(AwaitResultAsync), [result],
                    type.GetGenericTypeDefinition() == typeof(Task<>)
                        ? Expression.New(typeof(ValueTask<>).MakeGenericType(result).GetConstructor([typeof(Task<>).MakeGenericType(result)])!, call)
                        : call);
        }
        var done = typeof(ValueTask<object?>).GetConstructor([typeof(object)])!;
        return type == typeof(void)
            ? Expression.Block(call, Expression.New(done, Expression.Constant(null, typeof(object))))
            : Expression.New(done, Expression.Convert(call, typeof(object)));
    }

    private static async ValueTask<object?> AwaitAsync(ValueTask task)
    {
        await task;
        return null;
    }

    private static ValueTask<object?> AwaitResultAsync<T>(ValueTask<T> task)
    {
        return task.IsCompletedSuccessfully ? new ValueTask<object?>(task.Result) : SlowAsync(task);

        static async ValueTask<object?> SlowAsync(ValueTask<T> task) => await task;
    }
}
