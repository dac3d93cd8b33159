namespace Serverless.Graph.Functions;

/// <summary>
/// What a host lets documents do beyond computing on what they are given. It holds for everybody who may submit a job there. Nothing of it is allowed
/// unless said.
/// </summary>
public sealed record JobPermissions
{
    /// <summary>Everything: for documents of the user who started this process.</summary>
    public static JobPermissions All { get; } = new() { Exec = true, AllEnvironment = true, PrivateAddresses = true };

    /// <summary>Nothing: for a host that serves others.</summary>
    public static JobPermissions None { get; } = new();

    /// <summary>Running any program with the rights of the host: <c>exec</c>.</summary>
    public bool Exec { get; init; }

    /// <summary>Variables of the host's environment that documents may name as <c>{ "env": "NAME" }</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>All variables, beside those of <see cref="Environment"/>.</summary>
    public bool AllEnvironment { get; init; }

    /// <summary>Asking addresses of this machine and of private networks for <c>http.get</c> and <c>download</c>, and going through the host's proxy.</summary>
    public bool PrivateAddresses { get; init; }

    /// <summary>What the host says about how its operator allows more; null: it says nothing.</summary>
    public PermissionHints? Hints { get; init; }

    /// <summary>Whether a document may name this variable.</summary>
    public bool AllowsVariable(string name) => AllEnvironment || Environment.Contains(name, StringComparer.Ordinal);

    /// <summary>Why not, and what to do; null when <see cref="Exec"/> is allowed.</summary>
    public string? ExecProblem => Exec ? null : "This host runs no programs for documents." + Allowed(Hints?.Exec);

    /// <summary>Why not, and what to do; null when the variable is allowed.</summary>
    public string? VariableProblem(string name) => AllowsVariable(name)
        ? null
        : $"This host does not give documents its variable '{name}'." + Allowed(Hints?.Environment.Replace("NAME", name, StringComparison.Ordinal));

    /// <summary>Why an address of the host itself or of a private network is not asked, and what to do.</summary>
    public string PrivateAddressProblem(string host) => $"'{host}' is this host itself or in its private network, which it does not ask for documents." + Allowed(Hints?.PrivateAddresses);

    private static string Allowed(string? hint) => $" Its operator can allow that to everybody who may submit{(hint is null ? "" : ": " + hint)}.";
}
