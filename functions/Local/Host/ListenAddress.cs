using System.Net;

namespace Serverless.Local.Host;

/// <summary>Where a host listens.</summary>
/// <param name="Url">As Kestrel takes it.</param>
/// <param name="IsLoopback">Only this machine reaches it.</param>
internal sealed record ListenAddress(string Url, bool IsLoopback)
{
    /// <exception cref="InputException">It is no such URL, or others could call without a key.</exception>
    public static ListenAddress Parse(string text, bool hasKeys)
    {
        // * and + are Kestrel's words for every address, and no host names.
        var spelled = text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(spelled, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.AbsolutePath != "/")
            throw new InputException($"--urls: '{text}' is no URL to listen on, as in http://127.0.0.1:7070. TLS is the business of what stands before the host.");
        var isLoopback = uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        if (!isLoopback && !hasKeys)
            throw new InputException($"--urls: other machines reach '{text}', and no keys are set. Put 'tenant=SHA-256 of a key' into {HostProcess.KeysVariable}, or listen on 127.0.0.1.");
        // "localhost" with port 0 would be two sockets with two ports.
        return new ListenAddress(uri.Host == "localhost" ? $"http://127.0.0.1:{uri.Port}" : $"http://{uri.Authority}", isLoopback);
    }
}
