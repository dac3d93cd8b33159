using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;

namespace Serverless.Store.Failures;

/// <summary>
/// Tells the code of users from ours, by what stands on an exception's stack. Who called what tells the author of a function where it failed; of bad data, a
/// query that does not fit it or a file that is gone the message tells everything.
/// </summary>
internal static class UserCode
{
    private static readonly ImmutableHashSet<string> Ours =
    [
        "Serverless.Api", "Serverless.Azure", "Serverless.BuiltIns", "Serverless.Client", "Serverless.Datasets", "Serverless.Durable", "Serverless.Durable.DurableTask", "Serverless.Embedded", "Serverless.Engine", "Serverless.Execution", "Serverless.Graph", "Serverless.Jobs",
        "Serverless.Local", "Serverless.Native", "Serverless.Planning", "Serverless.Semaphores", "Serverless.Storage", "Serverless.Storage.Azure", "Serverless.Storage.Local", "Serverless.Store", "Serverless.Supervision", "Serverless.Tables",
    ];

    /// <summary>True where a method of a user threw, or called what threw, or the exception is of a type of a user.</summary>
    public static bool Threw(Exception error) =>
        IsUsers(error.GetType().Assembly) || new StackTrace(error, fNeedFileInfo: false).GetFrames().Any(frame => frame.GetMethod()?.DeclaringType is { } type && IsUsers(type.Assembly));

    private static bool IsUsers(Assembly assembly) =>
        assembly.GetName().Name is { } name && !Ours.Contains(name)
        && !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.", StringComparison.Ordinal) && !name.StartsWith("Azure.", StringComparison.Ordinal)
        && name is not ("System" or "mscorlib" or "netstandard" or "Anonymously Hosted DynamicMethods Assembly");
}
