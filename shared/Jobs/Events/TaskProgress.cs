namespace Serverless.Jobs.Events;

/// <summary>Data of the event <c>task.progress</c>: how far a running task says that it is.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Unit">Which unit.</param>
/// <param name="Task">Its key.</param>
/// <param name="Fraction">From 0 to 1.</param>
/// <param name="Message">What it says; cut to 200 characters.</param>
public sealed record TaskProgress(int Stage, int Unit, string Task, double Fraction, string? Message)
{
    public const string Type = "task.progress";
}
