using Serverless.Durable;

namespace Serverless.Engine.Repair;

/// <summary>What is damaged and what mending would lose.</summary>
/// <param name="File">The damaged file's name.</param>
/// <param name="Offset">Where it is not sound.</param>
/// <param name="What">How.</param>
/// <param name="CanMend">False: the damage is in a snapshot or archive, and the log before it is gone.</param>
/// <param name="LostFrames">Sound frames behind the damage: known to be lost with it. What stood in the damaged bytes themselves cannot be said.</param>
/// <param name="LostInstances">Orchestrations that the lost frames were about, in order.</param>
/// <param name="LostEntities">Entities likewise.</param>
public sealed record RepairReport(
    string File, long Offset, string What, bool CanMend, int LostFrames, IReadOnlyList<InstanceId> LostInstances, IReadOnlyList<EntityId> LostEntities);
