using Serverless.Planning.Pipelines;

namespace Serverless.Execution.Values;

/// <summary>All elements of a source as one: what a single call sees of a collection.</summary>
/// <param name="source">Whose elements.</param>
/// <param name="count">How many there are.</param>
internal sealed class WholeSource(ValueSource source, long count) : ValueSource
{
    /// <returns>A list, without the elements that a filter took out.</returns>
    public override async ValueTask<object?> GetAsync(long index, CancellationToken cancellationToken)
    {
        var elements = new List<object?>();
        for (var i = 0L; i < count; i++)
        {
            if ((i & 1023) == 0) cancellationToken.ThrowIfCancellationRequested();
            var element = await source.GetAsync(i, cancellationToken);
            if (!ReferenceEquals(element, Element.Hole)) elements.Add(element);
        }
        return elements;
    }

    /// <summary>The same source, or all of it as one where the task takes every element.</summary>
    public static ValueSource Of(ValueSource source, PipelineSource described, bool isWhole) =>
        isWhole && described.Mapping == SourceMapping.All ? new WholeSource(source, described.Part is null ? described.Count : 1) : source;
}
