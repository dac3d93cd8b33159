using Serverless.Execution.Tasks;
using Serverless.Execution.Values;

namespace Serverless.Execution.Programs.Folds;

/// <summary>The first elements, of those that filters left; on further levels of the lists before, in order.</summary>
internal sealed class TakeFold(long count, bool isFirst) : ValueFold
{
    private List<object?> _taken = [];

    public override Type InputType => isFirst ? typeof(object) : typeof(StoredItems);

    public override bool IsFull => _taken.Count >= count;

    public override void Begin() => _taken = [];

    public override ValueTask AddAsync(object? element, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        if (isFirst)
        {
            if (!IsFull) _taken.Add(element);
        }
        else
        {
            foreach (var item in ((StoredItems)element!).Each().Take((int)Math.Min(int.MaxValue, count - _taken.Count))) _taken.Add(Element.Read(item, typeof(object)));
        }
        return ValueTask.CompletedTask;
    }

    public override ValueTask<object?> EndAsync(TaskExecutionContext context, CancellationToken cancellationToken) => ValueTask.FromResult<object?>(_taken);
}
