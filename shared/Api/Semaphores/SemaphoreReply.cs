using Serverless.Semaphores;

namespace Serverless.Api.Semaphores;

/// <summary>An answer to a request: a status and a body, which is a record of ours or a <see cref="SemaphoreProblem"/>.</summary>
public sealed record SemaphoreReply(int Status, object? Body)
{
    public static SemaphoreReply Ok(object body) => new(200, body);

    /// <summary>The request cannot be: 400.</summary>
    public static SemaphoreReply Wrong(string detail) => Problem(400, "wrong request", detail);

    public static SemaphoreReply Problem(int status, string title, string detail) => new(status, new SemaphoreProblem(title, status, detail));

    /// <summary>An answer of a semaphore that is no success.</summary>
    public static SemaphoreReply Of(SemaphoreAnswer answer) => answer.Status switch
    {
        SemaphoreStatus.Done or SemaphoreStatus.Granted => Ok(answer),
        SemaphoreStatus.Waiting => new(202, answer),
        SemaphoreStatus.Unknown => Problem(404, "no such semaphore", answer.Message ?? "There is no such semaphore."),
        SemaphoreStatus.Lost => Problem(410, "lease lost", answer.Message ?? "The lease is over."),
        SemaphoreStatus.TimedOut => Problem(409, "timed out", answer.Message ?? "Nothing was free."),
        SemaphoreStatus.NotHeld => Problem(409, "not held", answer.Message ?? "Nobody holds that lease."),
        _ => Problem(409, "refused", answer.Message ?? "It cannot be."),
    };
}

/// <summary>Problem details (RFC 9457).</summary>
public sealed record SemaphoreProblem(string Title, int Status, string Detail)
{
    public string Type { get; } = "about:blank";
}
