namespace Serverless.Graph.Functions;

/// <summary>How the operator of a host allows what the host does not allow yet, in that host's own words: its options or settings.</summary>
/// <param name="Exec">For <see cref="JobPermissions.Exec"/>.</param>
/// <param name="Environment">For a variable; NAME stands for it.</param>
/// <param name="PrivateAddresses">For <see cref="JobPermissions.PrivateAddresses"/>.</param>
public sealed record PermissionHints(string Exec, string Environment, string PrivateAddresses);
