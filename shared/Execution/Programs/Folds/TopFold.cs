using System.Text.Json;
using Serverless.Execution.Programs.Steps;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values;
using Serverless.Graph.Kinds;

namespace Serverless.Execution.Programs.Folds;

/// <summary>
/// The greatest elements, greatest first; of equal ones the first. Partial results are pairs of key and element, so that a key is made once.
/// </summary>
internal sealed class TopFold(TopKNode node, FunctionCall? by, bool isFirst, bool isLast) : ValueFold
{
    private readonly Type _keyType = by?.Function.ResultClrType ?? typeof(object);

    // The heap holds the best so far, the worst of them on top; of equal keys the later one is worse.
    private PriorityQueue<object?, (object? Key, long Index)> _best = new();
    private long _index;

    public override Type InputType => isFirst ? by?.InputType(0) ?? typeof(object) : typeof(StoredItems);

    public override void Begin()
    {
        _best = new PriorityQueue<object?, (object? Key, long Index)>(Comparer<(object? Key, long Index)>.Create((a, b) => Better(b, a)));
        _index = 0;
    }

    public override async ValueTask AddAsync(object? element, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        if (isFirst)
        {
            Offer(by is null ? element : await by.InvokeAsync(Element.Convert(element, by.InputType(0)), context, cancellationToken), element);
            return;
        }
        foreach (var pair in ((StoredItems)element!).Each()) Offer(Element.Read(pair[0], _keyType), pair[1]);
    }

    public override ValueTask<object?> EndAsync(TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var result = new object?[_best.Count];
        for (var at = result.Length - 1; at >= 0; at--)
        {
            _best.TryDequeue(out var element, out var rank);
            // Those that stay are made of their JSON, and no others.
            if (element is JsonElement json) element = Element.Read(json, typeof(object));
            result[at] = isLast ? element : new[] { rank.Key, element };
        }
        return ValueTask.FromResult<object?>(result);
    }

    private void Offer(object? key, object? element)
    {
        var rank = (key, _index++);
        if (_best.Count < node.Count) _best.Enqueue(element, rank);
        else _best.EnqueueDequeue(element, rank);
    }

    // Less than zero: a comes before b in the result.
    private int Better((object? Key, long Index) a, (object? Key, long Index) b)
    {
        var order = KeyOrder.Instance.Compare(a.Key, b.Key);
        return order == 0 ? a.Index.CompareTo(b.Index) : node.Ascending ? order : -order;
    }
}
