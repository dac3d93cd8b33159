namespace Serverless.Jobs.Events;

/// <summary>Data of the event <c>unit.progress</c>: a unit that runs recorded a range, and goes on. Its end tells all of it once more.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Unit">Which unit.</param>
/// <param name="Node">What runs, as people see it.</param>
/// <param name="Tasks">Tasks that it has finished or found so far, in all.</param>
/// <param name="Seconds">Since it runs.</param>
public sealed record UnitProgress(int Stage, int Unit, string Node, long Tasks, double Seconds)
{
    public const string Type = "unit.progress";
}
