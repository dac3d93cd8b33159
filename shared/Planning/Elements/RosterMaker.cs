using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Serverless.Graph.Tokens;
using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Elements;

/// <summary>From elements to what tasks take of them.</summary>
internal static class RosterMaker
{
    public static ElementRoster Of(IEnumerable<Token> elements)
    {
        var keys = new List<byte>();
        Span<byte> bytes = stackalloc byte[Token.Size];
        foreach (var element in elements)
        {
            element.CopyTo(bytes);
            keys.AddRange(bytes[..ElementRoster.KeyBytes]);
        }
        return new ElementRoster { Keys = [.. keys] };
    }

    /// <summary>The elements of a source as tasks take them: one by one, or in groups.</summary>
    /// <returns>Null: there are too many.</returns>
    public static ElementRoster? Tasks(ElementRoster elements, PipelineSource source, long tasks)
    {
        if (source.Mapping == SourceMapping.OneToOne) return First(elements, tasks);
        if (elements.Numbers is { } numbers) return new ElementRoster { Numbers = numbers with { Count = Math.Min(numbers.Count, source.Count * numbers.Size), Size = numbers.Size * source.GroupSize } };
        if (tasks > ElementRoster.MaxKeys) return null;
        var keys = new byte[tasks * ElementRoster.KeyBytes];
        var count = elements.Keys!.Length / ElementRoster.KeyBytes;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var task = 0; task < tasks; task++)
        {
            var range = source.ElementsOf(new IndexRange(task, task));
            if (range.Last >= count) return null;
            SHA256.HashData(elements.Keys.AsSpan((int)range.First * ElementRoster.KeyBytes, (int)range.Count * ElementRoster.KeyBytes), hash);
            hash[..ElementRoster.KeyBytes].CopyTo(keys.AsSpan(task * ElementRoster.KeyBytes));
        }
        return new ElementRoster { Keys = keys };
    }

    /// <summary>Tasks that take one of each of two collections.</summary>
    /// <returns>Null: there are too many.</returns>
    public static ElementRoster? Together(ElementRoster a, ElementRoster b, long tasks)
    {
        if (tasks > ElementRoster.MaxKeys) return null;
        var keys = new byte[tasks * ElementRoster.KeyBytes];
        Span<byte> pair = stackalloc byte[2 * ElementRoster.KeyBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var task = 0; task < tasks; task++)
        {
            Write(a, task, pair);
            Write(b, task, pair[ElementRoster.KeyBytes..]);
            SHA256.HashData(pair, hash);
            hash[..ElementRoster.KeyBytes].CopyTo(keys.AsSpan(task * ElementRoster.KeyBytes));
        }
        return new ElementRoster { Keys = keys };
    }

    // Of a longer collection the first, as a take leaves them.
    private static ElementRoster? First(ElementRoster elements, long tasks) =>
        elements.Numbers is { } numbers ? new ElementRoster { Numbers = numbers with { Count = Math.Min(numbers.Count, tasks * numbers.Size) } }
        : elements.Keys!.Length < tasks * ElementRoster.KeyBytes ? null
        : new ElementRoster { Keys = elements.Keys[..(int)(tasks * ElementRoster.KeyBytes)] };

    private static void Write(ElementRoster roster, long task, Span<byte> key)
    {
        if (roster.Numbers is not { } numbers)
        {
            roster.KeyOf(task).CopyTo(key);
            return;
        }
        var done = task * numbers.Size;
        Span<long> parts = [numbers.From + (done * numbers.Step), numbers.Step, Math.Min(numbers.Size, numbers.Count - done)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(parts), hash);
        hash[..ElementRoster.KeyBytes].CopyTo(key);
    }
}
