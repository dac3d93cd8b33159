using Microsoft.Extensions.Logging;

namespace Serverless.Execution.Observing;

/// <summary>
/// Lines about units. What user code says, gets or gives stands in none of them: no arguments, values, messages or output. That is in the job's own logs and failures,
/// which its tenant alone may read.
/// </summary>
internal static partial class UnitLines
{
    [LoggerMessage(5001, LogLevel.Warning, "Attempt {Attempt} at {Task} failed with {Fault}; the next one comes in {Seconds:0.0} s")]
    public static partial void Retries(ILogger logger, int attempt, string task, string fault, double seconds);

    [LoggerMessage(5002, LogLevel.Warning, "{Tasks} ran when its process died ({Death}); it runs alone, with at most {LimitBytes} bytes")]
    public static partial void Isolated(ILogger logger, string tasks, string? death, long limitBytes);

    [LoggerMessage(5003, LogLevel.Warning, "{Tasks} was let in with {AdmittedBytes} bytes, of which all units together have {LimitBytes}, and took {PeakBytes} at its peak")]
    public static partial void Overcommitted(ILogger logger, string tasks, long admittedBytes, long limitBytes, long? peakBytes);

    [LoggerMessage(5004, LogLevel.Trace, "Unit {Unit} of stage {Stage} has room for {Bytes} bytes after {Seconds:0.000} s")]
    public static partial void Admitted(ILogger logger, int unit, int stage, long bytes, double seconds);
}
