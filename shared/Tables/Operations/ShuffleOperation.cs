namespace Serverless.Tables.Operations;

/// <summary>The rows as they are. Spread over buckets, those with the same keys are in one.</summary>
public sealed record ShuffleOperation(IReadOnlyList<string> By) : TableOperation
{
    public override IReadOnlyList<string> Inputs { get; } = ["input"];

    public override OperationPlan Plan(IReadOnlyList<OperationTable> tables)
    {
        var problems = new List<OperationProblem>();
        KeysOf(tables[0], By, "to shuffle by", problems);
        return OperationPlan.Of(problems, () => "SELECT * FROM input");
    }

    public override OperationPlan Spread(OperationTable table, int input, int buckets)
    {
        var problems = new List<OperationProblem>();
        var keys = KeysOf(table, By, "to shuffle by", problems);
        return OperationPlan.Spread(problems, table.Schema, "input", BucketSql.RuleOf(keys), () => BucketSql.Of(keys, buckets, null));
    }
}
