using Serverless.Tables.Errors;

namespace Serverless.Tables.Operations;

/// <summary>Each different row once. Rows are one where each column is: null and null, NaN and NaN, numbers of one value.</summary>
public sealed record DistinctOperation : TableOperation
{
    public override IReadOnlyList<string> Inputs { get; } = ["input"];

    public override OperationPlan Plan(IReadOnlyList<OperationTable> tables)
    {
        var problems = tables[0].Schema.Columns.Where(c => KeyType.Problem(c.Type) is not null)
            .Select(c => new OperationProblem(TableErrorKind.Binding, $"Rows of '{tables[0].Title}' cannot be told apart by '{c.Name}': {KeyType.Problem(c.Type)}.")).ToList();
        return OperationPlan.Of(problems, () => "SELECT DISTINCT * FROM input");
    }
}
