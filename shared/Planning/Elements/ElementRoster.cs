namespace Serverless.Planning.Elements;

/// <summary>
/// What the tasks of a pipeline work on, one after the other, whatever the collection is called and however many elements it has: two tasks of one family
/// with the same entry have the same result. Stored as JSON: names are persisted, they only grow.
/// </summary>
public sealed record ElementRoster
{
    /// <summary>Bytes of a key: the first of a SHA-256.</summary>
    public const int KeyBytes = 16;

    /// <summary>Keys that a roster may have: 1 MiB of them. A larger collection of this kind is found whole or not at all.</summary>
    public const int MaxKeys = 1 << 16;

    /// <summary>A key for each task; null where <see cref="Numbers"/> say it all.</summary>
    public byte[]? Keys { get; init; }

    /// <summary>The whole numbers that the tasks work on; null for other elements.</summary>
    public NumberRoster? Numbers { get; init; }

    /// <summary>The entry of a task.</summary>
    public ReadOnlySpan<byte> KeyOf(long task) => Keys.AsSpan((int)task * KeyBytes, KeyBytes);
}

/// <summary>Tasks over the numbers <paramref name="From"/>, <paramref name="From"/> + <paramref name="Step"/>, ..., so many a task: a million of them need no key each.</summary>
/// <param name="From">The first number.</param>
/// <param name="Step">Between two numbers, not 0.</param>
/// <param name="Count">How many numbers.</param>
/// <param name="Size">Numbers of a task.</param>
public sealed record NumberRoster(long From, long Step, long Count, long Size);

/// <summary>Neighbouring tasks that have their results already: as many from <paramref name="Task"/> on as from <paramref name="Before"/> on in the other roster.</summary>
public readonly record struct ElementMatch(long Task, long Before, long Count)
{
    public IndexRange Tasks => new(Task, Task + Count - 1);
}

/// <summary>The rosters of one pipeline.</summary>
/// <param name="Family">What is done to each element, as hexadecimal text: rosters of one family can be compared.</param>
/// <param name="Roster">The elements.</param>
public sealed record PipelineElements(string Family, ElementRoster Roster);
