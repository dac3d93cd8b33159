using System.Net;

namespace Serverless.Testing;

/// <summary>An <see cref="HttpListener"/> on a port of this machine that no one else has: between a look for a free one and its use another test may take it, so it is tried again.</summary>
public sealed class FreeListener : IDisposable
{
    private const int MaxTries = 50;

    public FreeListener()
    {
        for (var tries = 1; ; tries++)
        {
            Url = $"http://127.0.0.1:{Azurite.FreePort()}";
            var listener = new HttpListener();
            listener.Prefixes.Add(Url + "/");
            try
            {
                listener.Start();
                Listener = listener;
                return;
            }
            catch (HttpListenerException) when (tries < MaxTries)
            {
                // Somebody was quicker.
                Close(listener);
            }
        }
    }

    public HttpListener Listener { get; }

    /// <summary>Without a slash at its end.</summary>
    public string Url { get; }

    public void Dispose() => Close(Listener);

    // To take its prefix back a listener looks for the endpoint, and opens one where there is none any more: the port may be somebody else's by then.
    private static void Close(HttpListener listener)
    {
        try
        {
            listener.Close();
        }
        catch (HttpListenerException)
        {
            // It listens no more, which is all that was wanted.
        }
    }
}
