namespace Serverless.Graph.Parameters;

/// <summary>
/// Names that speak of a secret. Values of parameters are shown wherever their job is, and lie in the document, so they are no place for one: a secret is a
/// variable of the host's environment (<see cref="Functions.VariableReference"/>).
/// </summary>
internal static class SecretNames
{
    public const string Instead = "values of parameters are shown with their job. A secret is { \"env\": \"NAME\" }, a variable of the host's environment";

    private static readonly string[] Parts = ["password", "passwd", "passphrase", "secret", "credential", "apikey", "accesskey", "accountkey", "privatekey", "connectionstring", "authorization"];

    public static bool Is(string name)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return Array.Exists(Parts, part => plain.Contains(part, StringComparison.OrdinalIgnoreCase));
    }
}
