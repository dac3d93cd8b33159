using System.Text.Json;
using Serverless.Store.Json;

namespace Serverless.Supervision;

/// <summary>What an isolated unit asks the process that started it: semaphores are the hub's, and the child has none open.</summary>
/// <param name="Id">Unique in the child; a lease keeps that of the question that got it.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Semaphore">With <see cref="LeaseQuestionKind.Acquire"/>: which.</param>
/// <param name="Count">With <see cref="LeaseQuestionKind.Acquire"/>: how many leases.</param>
/// <param name="Lease">With the kinds that concern one lease: the id of the question that got it.</param>
internal sealed record LeaseQuestion(long Id, LeaseQuestionKind Kind, string? Semaphore = null, int Count = 1, long Lease = 0);

/// <summary>Kinds of questions.</summary>
internal enum LeaseQuestionKind
{
    /// <summary>Wait for leases.</summary>
    Acquire,

    /// <summary>Stop waiting; the waiting question is answered as withdrawn.</summary>
    Withdraw,

    /// <summary>Is the lease surely held at this instant?</summary>
    IsHeld,

    /// <summary>Give it back.</summary>
    Release,

    /// <summary>Are the leases that the unit's policy wants surely held at this instant?</summary>
    IsAdmitted,
}

/// <summary>The answer to one question.</summary>
/// <param name="Id">Of the question.</param>
internal sealed record LeaseAnswer(long Id)
{
    /// <summary>Yes, where that was the question.</summary>
    public bool IsTrue { get; init; }

    /// <summary>Fencing number of what was acquired.</summary>
    public long Fence { get; init; }

    /// <summary>Why there is no lease.</summary>
    public string? Error { get; init; }
}

/// <summary>Messages as they travel: one a line.</summary>
internal static class LeaseLine
{
    public static byte[] Of<T>(T message) => [.. JsonSerializer.SerializeToUtf8Bytes(message, ExecutionJson.Options), (byte)'\n'];
}
