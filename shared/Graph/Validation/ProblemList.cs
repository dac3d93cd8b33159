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
    public ImmutableArray<Problem> Locate(ReadOnlySpan<byte> utf8)
    {
        if (IsEmpty) return [];
        if (utf8.IsEmpty) return [.. _found.Select(f => f.Problem)];
        var offsets = _found.Exists(f => f.Offset < 0) ? ProblemLocator.Find(utf8, [.. _found.Select(f => f.Offset < 0 ? f.Path : null)]) : [];
        var at = _found.Select((f, i) => f.Offset >= 0 ? f.Offset : offsets[i]).ToArray();
        var order = Enumerable.Range(0, at.Length).OrderBy(i => at[i]).ToArray();
        var located = ImmutableArray.CreateBuilder<Problem>(at.Length);
        var (line, lineStart, scanned) = (1, 0L, 0L);
        foreach (var i in order)
        {
            for (; scanned < at[i]; scanned++)
            {
                if (utf8[(int)scanned] != '\n') continue;
                line++;
                lineStart = scanned + 1;
            }
            located.Add(_found[i].Problem with { Line = line, Column = (int)(at[i] - lineStart) + 1 });
        }
        return located.MoveToImmutable();
    }
}
