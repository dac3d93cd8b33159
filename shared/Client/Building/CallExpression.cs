using System.Linq.Expressions;
using System.Reflection;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>Reads the lambda of one call: which method, on which arguments.</summary>
internal static class CallExpression
{
    /// <param name="graph">The graph that delayed arguments must belong to.</param>
    /// <param name="lambda">Its parameters, if any, are the inputs of a collection and come first in the call, in order.</param>
    /// <returns>The method and the arguments after the inputs, by position; null for none.</returns>
    public static (MethodInfo Method, GraphValue Arguments) Read(JobGraph graph, LambdaExpression lambda)
    {
        var body = lambda.Body;
        while (body is UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert) body = convert.Operand;
        if (body is not MethodCallExpression { Object: null } call)
            throw new GraphBuildException($"'{lambda.Body}' is not the call of one static method. A graph is made of single calls of [TaskFunction] methods; put what else there is into such a method.");
        var parameters = call.Method.GetParameters();
        var arguments = new List<GraphValue>();
        var inputs = 0;
        for (var i = 0; i < parameters.Length; i++)
        {
            var type = parameters[i].ParameterType;
            if (type == typeof(TaskContext) || type == typeof(CancellationToken)) continue;
            if (inputs < lambda.Parameters.Count) Expect(lambda, call.Arguments[i], inputs++);
            else arguments.Add(Argument(graph, lambda, call.Arguments[i]));
        }
        if (inputs < lambda.Parameters.Count) throw Misplaced(lambda, inputs);
        return (call.Method, arguments.Count == 0 ? default : GraphValue.List([.. arguments]));
    }

    private static void Expect(LambdaExpression lambda, Expression argument, int input)
    {
        if (ArgumentExpression.Unwrap(argument) != lambda.Parameters[input]) throw Misplaced(lambda, input);
    }

    private static GraphValue Argument(JobGraph graph, LambdaExpression lambda, Expression argument)
    {
        if (lambda.Parameters.Count > 0 && ArgumentExpression.Uses(argument, lambda.Parameters))
            throw new GraphBuildException($"'{argument}' computes with the element outside a function. Only arguments that are the same for all elements can follow; put the computation into the function.");
        return ArgumentExpression.Read(graph, argument);
    }

    private static GraphBuildException Misplaced(LambdaExpression lambda, int input) =>
        new($"In '{lambda}' the parameter '{lambda.Parameters[input].Name}' must be argument {input + 1} of the function as it is: the inputs come first, in order.");
}
