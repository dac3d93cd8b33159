using System.Collections.ObjectModel;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>Turns argument expressions into values: delayed ones into references, everything else into what it is now.</summary>
internal static class ArgumentExpression
{
    public static GraphValue Read(JobGraph graph, Expression expression)
    {
        var inner = Unwrap(expression);
        if (IsDelayed(inner.Type)) return Reference(graph, Evaluate(inner));
        if (IsValueOfDelayed(inner)) return Reference(graph, Evaluate(((MemberExpression)inner).Expression!));
        if (!HoldsDelayed(inner)) return Constant(Evaluate(inner), expression);
        return inner switch
        {
            NewArrayExpression { NodeType: ExpressionType.NewArrayInit } array => List(graph, array.Expressions),
            ListInitExpression list when list.Initializers.All(i => i.Arguments.Count == 1) && list.NewExpression.Arguments.Count == 0 => List(graph, list.Initializers.Select(i => i.Arguments[0])),
            NewExpression record => GraphValue.Map(ConstructorEntries(graph, record)),
            MemberInitExpression init => GraphValue.Map(ConstructorEntries(graph, init.NewExpression).Concat(init.Bindings.Select(b => Binding(graph, b)))),
            _ => throw new GraphBuildException($"'{inner}' computes with a delayed value outside a function. Nothing has run yet: put the computation into a [TaskFunction] method."),
        };
    }

    /// <summary>
    /// Without the conversions around a delayed value, an element or a call: they say what the compiler needed. Around anything else they
    /// change the value and stay.
    /// </summary>
    public static Expression Unwrap(Expression expression)
    {
        var inner = expression;
        while (inner is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert) inner = convert.Operand;
        return IsDelayed(inner.Type) || IsValueOfDelayed(inner) || inner is ParameterExpression ? inner : expression;
    }

    public static bool Uses(Expression expression, ReadOnlyCollection<ParameterExpression> parameters)
    {
        var finder = new Finder(e => e is ParameterExpression parameter && parameters.Contains(parameter));
        finder.Visit(expression);
        return finder.Found;
    }

    private static GraphValue Reference(JobGraph graph, object? delayed) => HandleValues.ReferenceIn(graph, delayed) ?? throw new GraphBuildException("A delayed argument is null.");

    private static GraphValue Constant(object? value, Expression expression)
    {
        try
        {
            return ClrValues.FromClr(value);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new GraphBuildException($"'{expression}' ({value?.GetType()}) cannot be written into a job document: {e.Message}");
        }
    }

    private static GraphValue List(JobGraph graph, IEnumerable<Expression> items) => GraphValue.List([.. items.Select(i => Read(graph, i))]);

    private static IEnumerable<KeyValuePair<string, GraphValue>> ConstructorEntries(JobGraph graph, NewExpression record)
    {
        var parameters = record.Constructor?.GetParameters() ?? [];
        return record.Arguments.Select((argument, i) => KeyValuePair.Create(JsonName(parameters[i].Name!), Read(graph, argument)));
    }

    private static KeyValuePair<string, GraphValue> Binding(JobGraph graph, MemberBinding binding) => binding is MemberAssignment assignment
        ? KeyValuePair.Create(JsonName(binding.Member.Name), Read(graph, assignment.Expression))
        : throw new GraphBuildException($"'{binding}' sets a nested member; give the whole value.");

    private static string JsonName(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static bool IsDelayed(Type type) => type.IsAssignableTo(typeof(GraphHandle)) || type.IsAssignableTo(typeof(IDelayedList)) || type.IsAssignableTo(typeof(IParameter));

    private static bool IsValueOfDelayed(Expression expression) =>
        expression is MemberExpression { Member.Name: nameof(Delayed<int>.Value), Expression: { } owner } && IsDelayed(owner.Type);

    private static bool HoldsDelayed(Expression expression)
    {
        if (expression is ConstantExpression) return false;
        var finder = new Finder(e => IsDelayed(e.Type));
        finder.Visit(expression);
        return finder.Found;
    }

    private static object? Evaluate(Expression expression)
    {
        switch (expression)
        {
            case ConstantExpression constant:
                return constant.Value;
            case MemberExpression { Member: FieldInfo field } member:
                return field.GetValue(member.Expression is null ? null : Evaluate(member.Expression));
            default:
                // A few expressions an argument: compiling them would cost more than it saves.
                return Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();
        }
    }

    private sealed class Finder(Func<Expression, bool> wanted) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        public override Expression? Visit(Expression? node)
        {
            if (node is null || Found) return node;
            if (!wanted(node)) return base.Visit(node);
            Found = true;
            return node;
        }
    }
}
