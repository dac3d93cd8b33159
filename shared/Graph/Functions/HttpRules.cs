using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Functions;

/// <summary>What the arguments of <c>http.get</c> and <c>download</c> have to fulfil. Pure: before anything runs, and for what is known only then.</summary>
public static class HttpRules
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly string[] Ours = ["Connection", "Expect", "Host", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Accept-Encoding"];
    private static readonly string[] Secrets = ["authorization", "token", "secret", "password", "api-key", "apikey", "functions-key", "subscription-key", "cookie", "credential"];

    /// <summary>What is wrong with an address; null: nothing. Says no more of it than its scheme and host.</summary>
    public static string? UrlProblem(string text, JobPermissions permissions)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            return "It is no absolute http or https address, as https://example.com/x.";
        if (url.UserInfo.Length > 0) return "It has a user's name or password in it, which would be seen with it: give a header, with { \"env\": \"NAME\" } for the secret.";
        return !permissions.PrivateAddresses && (url.IsLoopback || (IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && IsPrivate(address))) ? permissions.PrivateAddressProblem(url.Host) : null;
    }

    /// <summary>Whether an address is of this machine, of its link (where clouds answer with credentials), of a private network, or of no single machine.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any) || !IsGlobal(address.GetAddressBytes());
        return address.GetAddressBytes() is [0 or 10 or 127 or >= 224, ..] or [100, >= 64 and < 128, ..] or [169, 254, ..] or [172, >= 16 and < 32, ..] or [192, 168, ..] or [192, 0, 0, _] or [198, 18 or 19, ..];
    }

    /// <summary>What is wrong with a header's name; null: nothing.</summary>
    public static string? HeaderProblem(string name) =>
        name.Length is 0 or > 200 || name.AsSpan().ContainsAnyExcept(NameCharacters) ? $"'{name}' is no name of a header."
        : Ours.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) ? $"'{name}' is not for documents to set."
        : null;

    /// <summary>Whether a header carries a secret, as far as its name says.</summary>
    public static bool IsSecret(string name) => Array.Exists(Secrets, s => name.Contains(s, StringComparison.OrdinalIgnoreCase));

    internal static void CheckGet(NodeArguments arguments) => Check(arguments);

    internal static void CheckDownload(NodeArguments arguments)
    {
        Check(arguments);
        if (arguments["sha256"] is { Kind: GraphValueKind.String } hash && !IsHash(hash.AsString())) arguments.Add("sha256", "A SHA-256 is 64 hexadecimal digits.");
    }

    /// <summary>Whether it is a SHA-256 in hexadecimal digits.</summary>
    public static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);

    private static void Check(NodeArguments arguments)
    {
        if (!arguments.GivesEachResult) arguments.Refuse(ProblemRules.FunctionUse, "It is for call and map: in a map each element is an address.");
        if (arguments["url"] is { Kind: GraphValueKind.String } url && UrlProblem(url.AsString(), arguments.Permissions) is { } wrong) arguments.Add("url", wrong);
        VariableReference.Check(arguments, "headers", HeaderProblem, (name, text) =>
            IsSecret(name) ? $"'{name}' carries a secret, which a document would show to every reader: give {{ \"env\": \"NAME\" }}, a variable of the host's environment."
            : HeaderTextProblem(name, text));
    }

    /// <summary>What is wrong with a header's text; null: nothing.</summary>
    public static string? HeaderTextProblem(string name, string text) => text.AsSpan().ContainsAny('\r', '\n', '\0') ? $"'{name}' has more than one line." : null;

    // 2000::/3 is what is given out; of it not what carries an IPv4 address within (6to4, Teredo), whose private ones would come through.
    private static bool IsGlobal(byte[] bytes) => bytes is [>= 0x20 and < 0x40, ..] and not [0x20, 0x02, ..] and not [0x20, 0x01, 0, 0, ..];
}
