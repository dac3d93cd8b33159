namespace Serverless.Supervision;

/// <summary>Exit statuses: scripts depend on them.</summary>
public static class ExitStatus
{
    public const int Done = 0;

    public const int JobFailed = 1;

    public const int WrongInput = 2;

    public const int PlatformFailed = 3;

    public const int Cancelled = 130;

    /// <summary>Code that the platform called ended the process: the result of no task. Seen by supervisors only.</summary>
    public const int LeftEarly = 97;

    /// <summary>Whether our program ends with it by itself.</summary>
    public static bool IsOurs(int status) => status is Done or JobFailed or WrongInput or PlatformFailed or Cancelled;
}
