namespace Serverless.Store.Failures;

/// <summary>Marks an error after which trying again gives the same.</summary>
#pragma warning disable CA1040 // A marker: exceptions of any base class can carry it.
public interface IPermanentTaskError;
#pragma warning restore CA1040

/// <summary>An error that says when trying again makes sense.</summary>
public interface IRetryAfter
{
    /// <summary>So long after it at the earliest; null: it does not say.</summary>
    TimeSpan? After { get; }
}
