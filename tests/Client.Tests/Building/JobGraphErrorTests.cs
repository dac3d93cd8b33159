using Serverless.Client.Building;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;

namespace Serverless.Client.Tests.Building;

public sealed class JobGraphErrorTests
{
    private readonly JobGraph _graph = new();

    [Fact]
    public void Call_MethodWithoutAttribute_NamesIt()
    {
        var e = Assert.Throws<FunctionCatalogException>(() => _graph.Call(() => Shop.Plain(1)));

        Assert.Contains("Shop.Plain is not marked [TaskFunction]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_ComputationAroundTheCall_IsRefused() =>
        Assert.Contains("is not the call of one static method", Assert.Throws<GraphBuildException>(() => _graph.Call(() => Shop.Square(1) + 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Call_ComputationWithDelayed_IsRefused()
    {
        var one = _graph.Call(() => Shop.Square(1));

        Assert.Contains("computes with a delayed value", Assert.Throws<GraphBuildException>(() => _graph.Call(() => Shop.Square(one + 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_ElementNotFirst_IsRefused() =>
        Assert.Contains("must be argument 1", Assert.Throws<GraphBuildException>(() => _graph.Range(3).Map(x => Shop.Add(1, x))).Message, StringComparison.Ordinal);

    [Fact]
    public void Map_ElementTwice_IsRefused() =>
        Assert.Contains("computes with the element", Assert.Throws<GraphBuildException>(() => _graph.Range(3).Map(x => Shop.Add(x, x))).Message, StringComparison.Ordinal);

    [Fact]
    public void Call_NodeOfAnotherGraph_IsRefused()
    {
        var foreign = new JobGraph().Call(() => Shop.Square(1));

        Assert.Throws<ArgumentException>(() => _graph.Call(() => Shop.Square(foreign)));
    }

    [Fact]
    public void Write_NameThatIsNoDatasets_IsRefusedByTheRuleOfDocuments()
    {
        foreach (var name in (string[])["sales.v2", "Index", "_new"]) Assert.Throws<ArgumentException>(() => _graph.Range(3).Write(name));
        Assert.Throws<ArgumentException>(() => _graph.Read("ledger"));
        _graph.Read("a+b").Write("a+c");
    }

    [Fact]
    public void Named_NameOfAnotherNode_IsRefused()
    {
        _graph.Call(() => Shop.Square(1)).Named("a");

        Assert.Throws<ArgumentException>(() => _graph.Call(() => Shop.Square(2)).Named("a"));
    }

    [Fact]
    public void Value_OutsideAnExpression_SaysThatNothingHasRun()
    {
        var one = _graph.Call(() => Shop.Square(1));

        Assert.Contains("nothing has run", Assert.Throws<InvalidOperationException>(() => (long)one).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WhatTypesLetThrough_ListsTheProblems()
    {
        var text = _graph.FromItems<object>("x", "y").Map(x => Shop.Band((long)x));

        var problem = Assert.Single(Assert.Throws<JobInvalidException>(() => _graph.Build(text)).Problems);
        Assert.Equal(ProblemRules.ArgumentType, problem.Rule);
    }
}
