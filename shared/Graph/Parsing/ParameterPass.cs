using System.Text.Json;
using Serverless.Graph.Parameters;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Parsing;

/// <summary>A document's text with its parameters' values in it: what is read, checked and run.</summary>
/// <param name="Parameters">Declared by the document, with their values.</param>
/// <param name="Edits">From the first text to the new one; null: nothing changed.</param>
/// <param name="Utf8">The new text; null: the first one.</param>
internal sealed record ParameterPass(ParameterSet Parameters, TextEdits? Edits, byte[]? Utf8)
{
    private static readonly ParameterPass Nothing = new(new ParameterSet([], []), null, null);

    /// <summary>Reads what is declared and given, and puts it where it is used.</summary>
    /// <param name="utf8">The text, without a byte order mark.</param>
    /// <param name="problems">Hears what is wrong; their paths are of this text.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ParameterPass Run(ReadOnlySpan<byte> utf8, ProblemList problems)
    {
        if (!MayConcern(utf8)) return Nothing;
        var (declarations, given) = ParameterReader.Sections(utf8);
        using (declarations)
        using (given)
        {
            if (declarations is null && given is null && !UsesAny(utf8)) return Nothing;
            var parameters = new ParameterReader(problems).Read(declarations?.RootElement, given?.RootElement);
            var substituter = new Substituter(parameters, problems);
            substituter.Walk(utf8);
            return substituter.Edits.IsEmpty ? new ParameterPass(parameters, null, null) : new ParameterPass(parameters, substituter.Edits, substituter.Edits.Apply(utf8));
        }
    }

    // A look at the bytes, so that a document without parameters costs no more than it did. What is written with escapes may be anything.
    private static bool MayConcern(ReadOnlySpan<byte> utf8) =>
        UsesAny(utf8) || utf8.IndexOf("\"parameters\""u8) >= 0 || utf8.IndexOf("\"params\""u8) >= 0;

    private static bool UsesAny(ReadOnlySpan<byte> utf8) =>
        utf8.IndexOf("\"$param\""u8) >= 0 || utf8.IndexOf("\"$text\""u8) >= 0 || utf8.IndexOf("\\u"u8) >= 0;
}
