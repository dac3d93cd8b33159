using System.Net;

namespace Serverless.Client.Semaphores;

/// <summary>
/// Requests that mean the same however often they come: sent again while the connection breaks, or the host cannot answer at the moment. An answer is whole when it is given out.
/// </summary>
internal sealed class RepeatedRequests(HttpClient http, TimeProvider time)
{
    // A host that is started anew is back within this: 0.1 s, doubled up to 5 s, nine times.
    private const int MaxTries = 10;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <param name="request">Makes the request, once for each try.</param>
    /// <param name="cancellationToken">Tries no more.</param>
    /// <exception cref="HttpRequestException">It did not get through.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        for (var (tries, wait) = (1, First); ; tries++, wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            try
            {
                using var next = request();
                // The body too: a connection that breaks in the middle of it has told nothing.
                var response = await http.SendAsync(next, HttpCompletionOption.ResponseContentRead, cancellationToken);
                if (tries == MaxTries || !IsForNow(response.StatusCode)) return response;
                response.Dispose();
            }
            catch (Exception e) when (tries < MaxTries && !cancellationToken.IsCancellationRequested && e is (HttpRequestException or IOException or OperationCanceledException))
            {
                // Broken off, refused, or not answered within the client's time: whether the host acted is not known, and does not matter.
            }
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private static bool IsForNow(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
