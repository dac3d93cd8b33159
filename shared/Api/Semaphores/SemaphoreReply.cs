using Serverless.Semaphores.State;

namespace Serverless.Api.Semaphores;

/// <summary>An answer to a request: a status and a body, which is a record of ours or a <see cref="SemaphoreProblem"/>.</summary>
public sealed record SemaphoreReply(int Status, object? Body)
{
    public static SemaphoreReply Ok(object body) => new(200, body);

    /// <summary>The request cannot be: 400.</summary>
    public static SemaphoreReply Wrong(string detail) => Problem(400, "bad-request", "The request is wrong.", detail);

    public static SemaphoreReply NotFound(string detail) => Problem(404, "not-found", "There is no such semaphore.", detail);

    /// <summary>An answer of a semaphore that is no success.</summary>
    public static SemaphoreReply Of(SemaphoreAnswer answer) => answer.Status switch
    {
        SemaphoreStatus.Done or SemaphoreStatus.Granted => Ok(answer),
        SemaphoreStatus.Waiting => new(202, answer),
        SemaphoreStatus.Unknown => NotFound(answer.Message ?? "There is no such semaphore."),
        SemaphoreStatus.Lost => Problem(410, "lease-lost", "The lease is over.", answer.Message ?? "The lease is over."),
        SemaphoreStatus.TimedOut => Problem(409, "timed-out", "The time to wait was up.", answer.Message ?? "Nothing was free."),
        SemaphoreStatus.NotHeld => Problem(409, "not-held", "No holder has it.", answer.Message ?? "No holder has that lease."),
        _ => Problem(409, "refused", "The semaphore refuses that.", answer.Message ?? "It cannot be."),
    };

    private static SemaphoreReply Problem(int status, string code, string title, string detail) => new(status, new SemaphoreProblem(status, code, title, detail));
}

/// <summary>What went wrong; the routes make problem details (RFC 9457) of it.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Code">Of the problem's type; codes only grow.</param>
/// <param name="Title">The same for each of a code.</param>
/// <param name="Detail">What is wrong and what to do.</param>
public sealed record SemaphoreProblem(int Status, string Code, string Title, string Detail);
