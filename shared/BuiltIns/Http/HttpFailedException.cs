using Serverless.Store.Failures;

namespace Serverless.BuiltIns.Http;

/// <summary>An address did not answer as it should; it may the next time.</summary>
internal class HttpFailedException(string message) : Exception(message), IRetryAfter
{
    /// <summary>As the server asks.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>The same failure, its text gone over.</summary>
    public virtual HttpFailedException Masked(Func<string, string> mask) => new(mask(Message)) { After = After };
}

/// <summary>An address did not answer as it should, and will not the next time either.</summary>
internal sealed class HttpFinalException(string message) : HttpFailedException(message), IPermanentTaskError
{
    public override HttpFailedException Masked(Func<string, string> mask) => new HttpFinalException(mask(Message));
}
