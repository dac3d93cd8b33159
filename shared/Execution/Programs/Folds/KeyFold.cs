using Serverless.Execution.Programs.Steps;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values;
using Serverless.Graph.Values;

namespace Serverless.Execution.Programs.Folds;

/// <summary>One value per key, in the order in which keys come first. On further levels the values of a key are combined in order.</summary>
internal sealed class KeyFold(FunctionCall fold, FunctionCall by, FunctionCall combine, GraphValue? initial, bool isFirst) : ValueFold
{
    private readonly Type _keyType = by.Function.ResultClrType ?? typeof(object);
    private Dictionary<object, int> _places = [];
    private List<KeyedEntry> _entries = [];

    public override Type InputType => isFirst ? fold.InputType(1) : typeof(StoredItems);

    public override void Begin() => (_places, _entries) = ([], []);

    public override async ValueTask AddAsync(object? element, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        if (isFirst)
        {
            var key = await by.InvokeAsync(Element.Convert(element, by.InputType(0)), context, cancellationToken);
            var isNew = !Find(key, out var place);
            // Made anew for each key: a value may be an object that the function changes.
            if (isNew) _entries.Add(new KeyedEntry(key, initial is { } start ? ClrValues.ToClr(start, fold.InputType(0)) : element));
            if (!isNew || initial is not null) await ApplyAsync(fold, place, element, context, cancellationToken);
            return;
        }
        foreach (var entry in ((StoredItems)element!).Each())
        {
            var key = Element.Read(entry.GetProperty("key"), _keyType);
            var value = Element.Read(entry.GetProperty("value"), combine.InputType(0));
            if (Find(key, out var place)) await ApplyAsync(combine, place, value, context, cancellationToken);
            else _entries.Add(new KeyedEntry(key, value));
        }
    }

    public override ValueTask<object?> EndAsync(TaskExecutionContext context, CancellationToken cancellationToken) => ValueTask.FromResult<object?>(_entries);

    private async ValueTask ApplyAsync(FunctionCall function, int place, object? with, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var value = await function.InvokeAsync(
            Element.Convert(_entries[place].Value, function.InputType(0)), Element.Convert(with, function.InputType(1)), context, cancellationToken);
        _entries[place] = _entries[place] with { Value = value };
    }

    // The place of the key; the next free one when it is new.
    private bool Find(object? key, out int place)
    {
        // Text, whole numbers and the like compare as .NET values; what has no equality of its own, by its document form.
        var same = key is string or long or int or bool or Guid ? key : ClrValues.FromClr(key);
        if (_places.TryGetValue(same, out place)) return true;
        place = _places.Count;
        _places.Add(same, place);
        return false;
    }

    private sealed record KeyedEntry(object? Key, object? Value);
}
