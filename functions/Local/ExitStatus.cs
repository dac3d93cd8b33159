namespace Serverless.Local;

/// <summary>Exit statuses: scripts depend on them.</summary>
internal static class ExitStatus
{
    public const int Done = 0;

    public const int JobFailed = 1;

    public const int WrongInput = 2;

    public const int PlatformFailed = 3;

    public const int Cancelled = 130;
}
