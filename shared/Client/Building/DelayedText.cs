using System.Diagnostics.CodeAnalysis;

namespace Serverless.Client.Building;

/// <summary>A text, or the handle of one.</summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructors are the alternates.")]
public readonly record struct DelayedText
{
    /// <summary>A text that is known.</summary>
    public DelayedText(string text) => Value = text;

    /// <summary>A text that a task gives.</summary>
    public DelayedText(Delayed<string> text) => Value = text;

    internal object? Value { get; }

    /// <inheritdoc cref="DelayedText(string)"/>
    public static implicit operator DelayedText(string text) => new(text);

    /// <inheritdoc cref="DelayedText(Delayed{string})"/>
    public static implicit operator DelayedText(Delayed<string> text) => new(text);
}
