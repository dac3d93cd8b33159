using System.Buffers.Binary;

namespace Serverless.Planning.Elements;

/// <summary>Finds the tasks of one roster in an earlier one. Pure and linear.</summary>
public static class RosterMatch
{
    /// <returns>In the order of the new tasks; no task twice.</returns>
    public static IReadOnlyList<ElementMatch> Find(ElementRoster now, ElementRoster before)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(before);
        if (now is { Numbers: { } numbers } && before is { Numbers: { } earlier }) return OfNumbers(numbers, earlier);
        return now.Keys is { } keys && before.Keys is { } known ? OfKeys(keys, known) : [];
    }

    private static List<ElementMatch> OfKeys(byte[] now, byte[] before)
    {
        var places = new Dictionary<UInt128, int>(before.Length / ElementRoster.KeyBytes);
        for (var i = 0; i < before.Length / ElementRoster.KeyBytes; i++) places.TryAdd(KeyAt(before, i), i);
        var found = new List<ElementMatch>();
        for (var task = 0; task < now.Length / ElementRoster.KeyBytes; task++)
        {
            var key = KeyAt(now, task);
            // Neighbours stay neighbours where they can, also among equal elements.
            if (found.Count > 0 && found[^1] is var last && last.Task + last.Count == task && last.Before + last.Count < before.Length / ElementRoster.KeyBytes && KeyAt(before, last.Before + last.Count) == key)
                found[^1] = last with { Count = last.Count + 1 };
            else if (places.TryGetValue(key, out var place))
                found.Add(new ElementMatch(task, place, 1));
        }
        return found;
    }

    private static List<ElementMatch> OfNumbers(NumberRoster now, NumberRoster before)
    {
        var distance = (Int128)now.From - before.From;
        var width = (Int128)now.Step * now.Size;
        if (now.Step != before.Step || now.Size != before.Size || distance % width != 0) return [];
        // The task j here is the task j + shift there.
        var shift = distance / width;
        var found = new List<ElementMatch>();
        Add(found, Int128.Max(0, -shift), Int128.Min(now.Count / now.Size, (before.Count / before.Size) - shift), shift);
        // The last task of both may have fewer numbers, and as many.
        var rest = now.Count % now.Size;
        if (rest > 0 && rest == before.Count % before.Size && (now.Count / now.Size) + shift == before.Count / before.Size) Add(found, now.Count / now.Size, (now.Count / now.Size) + 1, shift);
        return found;
    }

    private static void Add(List<ElementMatch> found, Int128 first, Int128 end, Int128 shift)
    {
        if (first < end) found.Add(new ElementMatch((long)first, (long)(first + shift), (long)(end - first)));
    }

    private static UInt128 KeyAt(byte[] keys, long at) => BinaryPrimitives.ReadUInt128LittleEndian(keys.AsSpan((int)at * ElementRoster.KeyBytes));
}
