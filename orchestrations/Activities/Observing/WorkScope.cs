using System.Collections;
using System.Diagnostics;
using System.Globalization;
using Serverless.Durable;
using Serverless.Jobs;

namespace Serverless.Activities.Observing;

/// <summary>Whose work runs: the scope of its log lines and the attributes of its span.</summary>
internal sealed class WorkScope : IReadOnlyList<KeyValuePair<string, object>>
{
    private readonly List<KeyValuePair<string, object>> _items = new(6);

    public WorkScope(JobKey job, int stage, int? unit = null, int? attempt = null, InstanceId? caller = null)
    {
        _items.Add(new("tenant", job.Tenant));
        _items.Add(new("job", job.Id));
        _items.Add(new("stage", stage));
        if (caller is { } instance && BlockOf(instance) is { } block) _items.Add(new("block", block));
        if (unit is { } u) _items.Add(new("unit", u));
        if (attempt is { } a) _items.Add(new("attempt", a));
    }

    public int Count => _items.Count;

    public KeyValuePair<string, object> this[int index] => _items[index];

    public void Tag(Activity span)
    {
        foreach (var (name, value) in _items) span.SetTag($"serverless.{name}", value);
    }

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(' ', _items.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.Key}={i.Value}")));

    // "acme~j1:s0:b2", or "b2.3" at its third attempt.
    private static int? BlockOf(InstanceId instance)
    {
        var text = instance.Value.AsSpan();
        if (text.LastIndexOf(":b") is not (>= 0 and var start)) return null;
        text = text[(start + 2)..];
        if (text.IndexOf('.') is >= 0 and var dot) text = text[..dot];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var block) ? block : null;
    }
}
