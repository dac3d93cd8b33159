namespace Serverless.Graph.Validation;

/// <summary>A text with parts of it replaced, and where in the first text each byte of it comes from.</summary>
internal sealed class TextEdits
{
    private readonly List<Edit> _edits = [];

    public bool IsEmpty => _edits.Count == 0;

    /// <summary>Replaces a part; parts come in order and do not overlap. Of no length: puts something in.</summary>
    /// <param name="start">Its first byte.</param>
    /// <param name="end">The byte after it.</param>
    /// <param name="text">What stands there instead.</param>
    /// <param name="isGuess">It stands for something that is reported already: what is wrong with it is its consequence.</param>
    public void Replace(long start, long end, byte[] text, bool isGuess)
    {
        var shift = _edits.Count == 0 ? 0 : _edits[^1].Shift;
        _edits.Add(new Edit((int)start, (int)end, text, isGuess, (int)start + shift, shift + text.Length - (int)(end - start)));
    }

    public byte[] Apply(ReadOnlySpan<byte> utf8)
    {
        var made = new byte[utf8.Length + (IsEmpty ? 0 : _edits[^1].Shift)];
        var (from, to) = (0, 0);
        foreach (var edit in _edits)
        {
            utf8[from..edit.Start].CopyTo(made.AsSpan(to));
            to = edit.At + edit.Text.Length;
            edit.Text.CopyTo(made.AsSpan(edit.At));
            from = edit.End;
        }
        utf8[from..].CopyTo(made.AsSpan(to));
        return made;
    }

    /// <summary>The place in the first text of a byte of the new one; of what was put in, where that begins.</summary>
    /// <param name="offset">In the new text.</param>
    /// <param name="isGuess">It stands in a guess.</param>
    public long OriginOf(long offset, out bool isGuess)
    {
        isGuess = false;
        var (low, high) = (0, _edits.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_edits[middle].At <= offset) low = middle + 1;
            else high = middle;
        }
        if (low == 0) return offset;
        var edit = _edits[low - 1];
        if (offset >= edit.At + edit.Text.Length) return offset - edit.Shift;
        isGuess = edit.IsGuess;
        return edit.Start;
    }

    /// <param name="Start">Its first byte in the first text.</param>
    /// <param name="End">The byte after it there.</param>
    /// <param name="Text">What stands there instead.</param>
    /// <param name="IsGuess">It stands for something that is reported already.</param>
    /// <param name="At">Its first byte in the new text.</param>
    /// <param name="Shift">How much farther on everything behind it stands in the new text.</param>
    private readonly record struct Edit(int Start, int End, byte[] Text, bool IsGuess, int At, int Shift);
}
