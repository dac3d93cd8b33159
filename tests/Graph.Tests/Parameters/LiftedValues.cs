using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parameters;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Parameters;

/// <summary>Makes parameters of values of a draft, at random.</summary>
internal sealed class LiftedValues(Random random)
{
    private readonly List<JobParameter> _parameters = [];

    public JobDraft Lift(JobDraft draft)
    {
        var nodes = draft.Nodes.Select(node => node switch
        {
            ItemsNode items => items with { Items = [.. items.Items.Select(Lift)] },
            FoldByNode { Initial: { } initial } fold => fold with { Initial = Lift(initial) },
            ReadNode read => read with { Where = [.. read.Where.Select(all => (ImmutableArray<Condition>)[.. all.Select(c => c with { Value = Lift(c.Value) })])] },
            { FunctionName: "sql" } => node,
            _ => node with { Args = Parts(node.Args) },
        }).ToImmutableArray();
        // One that nothing uses, so that there always is one.
        _parameters.Add(new JobParameter { Name = "unused", Type = new ParameterType(ParameterKind.Boolean), Default = GraphValue.Null, Value = GraphValue.Null });
        return draft with { Nodes = nodes, Parameters = [.. _parameters] };
    }

    private GraphValue Lift(GraphValue value)
    {
        if (TypeOf(value) is not { } type || random.Next(2) == 0) return Parts(value);
        var name = $"p{_parameters.Count}";
        _parameters.Add(new JobParameter { Name = name, Type = type, Value = value, Default = random.Next(2) == 0 ? value : null, Description = "d" });
        return GraphValue.Parameter(name);
    }

    private GraphValue Parts(GraphValue value) => value.Kind switch
    {
        GraphValueKind.List => GraphValue.List([.. value.AsList().Select(Lift)]),
        // Quoted data is data.
        GraphValueKind.Map when !value.AsMap().Any(e => e.Key.StartsWith('$')) => GraphValue.Map(value.AsMap().Select(e => KeyValuePair.Create(e.Key, Lift(e.Value)))),
        _ => value,
    };

    private static ParameterType? TypeOf(GraphValue value) => value.Kind switch
    {
        GraphValueKind.Boolean => new(ParameterKind.Boolean),
        GraphValueKind.Integer => new(ParameterKind.Integer),
        GraphValueKind.Double when double.IsFinite(value.AsDouble()) => new(ParameterKind.Number),
        GraphValueKind.Decimal => new(ParameterKind.Decimal),
        GraphValueKind.String => new(ParameterKind.String),
        GraphValueKind.List when value.AsList() is [var first, ..] items && TypeOf(first) is { Kind: not ParameterKind.List } item && items.All(i => TypeOf(i) == item) => new(ParameterKind.List, item.Kind),
        _ => null,
    };
}
