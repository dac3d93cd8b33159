using System.Collections.Immutable;

namespace Serverless.Graph.Validation;

/// <summary>Collects problems; where they stand in the text is worked out at the end, when there are any.</summary>
internal sealed class ProblemList
{
    private readonly List<(JsonPath Path, Problem Problem, long Offset)> _found = [];

    public bool IsEmpty => _found.Count == 0;

    /// <param name="rule">One of <see cref="ProblemRules"/>.</param>
    /// <param name="path">Where; need not exist in the text (a missing property).</param>
    /// <param name="message">What is wrong, in a sentence.</param>
    /// <param name="suggestion">The nearest valid name.</param>
    /// <param name="offset">Byte in the text, or -1: found by the path.</param>
    public void Add(string rule, JsonPath path, string message, string? suggestion = null, long offset = -1) =>
        _found.Add((path, new Problem { Path = path.ToString(), Rule = rule, Message = message, Suggestion = suggestion }, offset));

    /// <summary>The problems in the order of the text.</summary>
    public ImmutableArray<Problem> Locate(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? [.. _found.Select(f => f.Problem)] : Placed(utf8, [.. OffsetsIn(utf8).Select((offset, i) => (offset, _found[i].Problem))]);

    /// <summary>The problems of a text that was made of another one, by where they stand in that; without those of guesses, which are reported already.</summary>
    /// <param name="made">The text that the problems are of.</param>
    /// <param name="utf8">The one that it was made of.</param>
    /// <param name="edits">What was changed.</param>
    public ImmutableArray<Problem> Locate(ReadOnlySpan<byte> made, ReadOnlySpan<byte> utf8, TextEdits edits)
    {
        var origins = new List<(long Offset, Problem Problem)>();
        var offsets = OffsetsIn(made);
        for (var i = 0; i < offsets.Length; i++)
        {
            var origin = edits.OriginOf(offsets[i], out var isGuess);
            if (!isGuess) origins.Add((origin, _found[i].Problem));
        }
        return Placed(utf8, origins);
    }

    private long[] OffsetsIn(ReadOnlySpan<byte> utf8)
    {
        var offsets = _found.Exists(f => f.Offset < 0) ? ProblemLocator.Find(utf8, [.. _found.Select(f => f.Offset < 0 ? f.Path : null)]) : [];
        return [.. _found.Select((f, i) => f.Offset >= 0 ? f.Offset : offsets[i])];
    }

    private static ImmutableArray<Problem> Placed(ReadOnlySpan<byte> utf8, List<(long Offset, Problem Problem)> problems)
    {
        var located = ImmutableArray.CreateBuilder<Problem>(problems.Count);
        var (line, lineStart, scanned) = (1, 0L, 0L);
        foreach (var (offset, problem) in problems.OrderBy(p => p.Offset))
        {
            for (; scanned < offset; scanned++)
            {
                if (utf8[(int)scanned] != '\n') continue;
                line++;
                lineStart = scanned + 1;
            }
            located.Add(problem with { Line = line, Column = (int)(offset - lineStart) + 1 });
        }
        return located.MoveToImmutable();
    }
}
