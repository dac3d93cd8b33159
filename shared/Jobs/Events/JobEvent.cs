using System.Text.Json;

namespace Serverless.Jobs.Events;

/// <summary>What happened to a job, in the order of the log.</summary>
/// <param name="Type">Name, as in <c>unit.done</c>; names only grow.</param>
/// <param name="At">When.</param>
/// <param name="Data">The rest, as the type says.</param>
public sealed record JobEvent(string Type, DateTimeOffset At, JsonElement Data);
