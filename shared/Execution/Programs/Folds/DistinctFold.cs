using Serverless.Execution.Tasks;
using Serverless.Execution.Values;
using Serverless.Graph.Tokens;

namespace Serverless.Execution.Programs.Folds;

/// <summary>
/// Each different element once, in the order in which they come first; on further levels of the lists before. All different elements of a group are in memory.
/// </summary>
internal sealed class DistinctFold(bool isFirst) : ValueFold
{
    private readonly ElementIdentity _identity = new();
    private readonly HashSet<Token> _known = [];
    private List<object?> _elements = [];

    public override Type InputType => isFirst ? typeof(object) : typeof(StoredItems);

    public override void Begin()
    {
        _known.Clear();
        _elements = [];
    }

    public override ValueTask AddAsync(object? element, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        if (isFirst)
        {
            Offer(element);
            return ValueTask.CompletedTask;
        }
        foreach (var item in ((StoredItems)element!).Each()) Offer(Element.Read(item, typeof(object)));
        return ValueTask.CompletedTask;
    }

    public override ValueTask<object?> EndAsync(TaskExecutionContext context, CancellationToken cancellationToken) => ValueTask.FromResult<object?>(_elements);

    private void Offer(object? element)
    {
        if (_known.Add(_identity.Of(element))) _elements.Add(element);
    }
}
