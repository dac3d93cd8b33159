using System.Diagnostics.CodeAnalysis;

/// <summary>.NET calls it at the start of a process that asks for it by <c>DOTNET_STARTUP_HOOKS</c>: the name, and that it has no namespace, are .NET's.</summary>
[SuppressMessage("Design", "MA0047:Declare types in namespaces", Justification = ".NET looks for it without one.")]
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = ".NET looks for it without one.")]
internal static class StartupHook
{
    public const string Variable = "TEST_DIE_AT_START";

    public static void Initialize()
    {
        // The supervisor's child has a lifeline; the supervisor itself lives.
        if (Environment.GetEnvironmentVariable(Variable) is not null && Environment.GetEnvironmentVariable("SERVERLESS_LIFELINE") is not null) Environment.Exit(99);
    }
}
