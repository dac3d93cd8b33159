using System.Globalization;

namespace Serverless.Api.Events;

/// <summary>A place in a job's event log, as clients send it back in <c>Last-Event-ID</c>: <c>{page}.{index}</c>.</summary>
internal readonly record struct EventPosition(long Page, int Index)
{
    // No page has so many events, and no log so many pages: what counts on from there stays a number.
    private const int MaxIndex = 1_000_000;
    private const long MaxPage = 1_000_000_000_000;

    /// <summary>The next one on the same page; whether there is one its page tells.</summary>
    public EventPosition Next => this with { Index = Index + 1 };

    /// <returns>Null when the text is no such id.</returns>
    public static EventPosition? Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page <= MaxPage
            && int.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= MaxIndex
                ? new EventPosition(page, index)
                : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Page}.{Index}");
}
