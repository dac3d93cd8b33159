namespace Serverless.Jobs.Events;

/// <summary>Data of the event <c>unit.isolated</c>: a unit died with its process and now runs alone.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Unit">Which unit.</param>
/// <param name="Tasks">Its tasks, for people.</param>
/// <param name="LimitBytes">What it may take now.</param>
/// <param name="Death">How the process died; null where it was not seen.</param>
public sealed record UnitIsolated(int Stage, int Unit, string Tasks, long LimitBytes, string? Death)
{
    public const string Type = "unit.isolated";
}
