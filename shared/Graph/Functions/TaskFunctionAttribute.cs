namespace Serverless.Graph.Functions;

/// <summary>
/// Marks a static method as a function that jobs may call. It may return a value, <see cref="Task"/> or <see cref="ValueTask"/> of one, and may
/// take a <see cref="TaskContext"/> and a <see cref="CancellationToken"/>, which are supplied and are not arguments.
/// </summary>
/// <remarks>
/// Results are cached by name, <see cref="Version"/> and arguments. With a version, a change that changes results needs a new one; without, each build of the assembly counts as
/// another version, and recomputes what builds before it made.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TaskFunctionAttribute : Attribute
{
    /// <summary>Name in documents. Default: class and method in lower camel case without a final <c>Async</c>, as in <c>math.add</c>.</summary>
    public string? Name { get; set; }

    /// <summary>Part of the token of each result. Default null: the build of the assembly.</summary>
    public string? Version { get; set; }

    /// <summary>The result depends on more than the arguments (a download, a clock): it is never shared between jobs, nor computed twice on purpose.</summary>
    public bool Impure { get; set; }

    /// <summary>
    /// The result depends on the arguments alone, although the function takes a <see cref="TaskContext"/>: it logs or opens files, and looks neither at
    /// <see cref="TaskContext.Partition"/> nor at <see cref="TaskContext.Seed"/>. Then the results of the elements of a collection are found again when
    /// others are added. Functions without a context need not say so.
    /// </summary>
    public bool IgnoresPosition { get; set; }

    /// <summary>
    /// Nothing of the blob references among the arguments stands in the result: it reads them, into a table say. Then the results name no stored stream, and none is kept for them.
    /// </summary>
    public bool DropsReferences { get; set; }
}
