namespace Serverless.Planning;

/// <summary>Indices <paramref name="First"/> to <paramref name="Last"/>, both included. Empty when Last is less than First.</summary>
public readonly record struct IndexRange(long First, long Last)
{
    public long Count => Math.Max(0, Last - First + 1);

    public bool Overlaps(IndexRange other) => First <= other.Last && other.First <= Last;

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
