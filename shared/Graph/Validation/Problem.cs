namespace Serverless.Graph.Validation;

/// <summary>One thing that is wrong with a job document.</summary>
public sealed record Problem
{
    /// <summary>Where, as in <c>$.nodes.answer.args[0]</c>; <c>$</c> is the document.</summary>
    public required string Path { get; init; }

    /// <summary>Line in the text, from 1; null when the document did not come from text.</summary>
    public int? Line { get; init; }

    /// <summary>Column in the line in UTF-8 bytes, from 1.</summary>
    public int? Column { get; init; }

    /// <summary>The rule that is broken: one of <see cref="ProblemRules"/>.</summary>
    public required string Rule { get; init; }

    /// <summary>What is wrong, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to write instead: the nearest valid name, or null.</summary>
    public string? Suggestion { get; init; }
}
