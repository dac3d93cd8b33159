namespace Serverless.Local.Client;

/// <summary>
/// Waits for a host as long as it shows signs of life. A process that was stopped, or hangs, still takes connections: the system does that for it, and no answer ever comes.
/// </summary>
internal sealed class HostPulse(HttpClient http, TimeProvider time)
{
    // Answers come in milliseconds; what takes longer is asked about, and what is alive may take as long as it likes.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    /// <param name="ask">What to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PlatformException">The host does not react.</exception>
    public async Task<T> WhileAliveAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = ask(gone.Token);
        while (true)
        {
            using var looked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var first = await Task.WhenAny(answer, Task.Delay(MaxWait, time, looked.Token));
            await looked.CancelAsync();
            if (first == answer || cancellationToken.IsCancellationRequested) return await answer;
            if (await IsAliveAsync(cancellationToken) || answer.IsCompleted) continue;
            await gone.CancelAsync();
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new PlatformException($"The host at {http.BaseAddress} takes connections and does not answer: it was stopped (a signal, a debugger), or hangs. End its process, and start it again: nothing that is finished is lost.");
        }
    }

    private async Task<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        moment.CancelAfter(GracePeriod);
        try
        {
            using var response = await http.GetAsync(new Uri("/healthz", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, moment.Token);
            return true;
        }
        catch (HttpRequestException)
        {
            // Its end is what the request itself is about to hear.
            return true;
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested;
        }
    }
}
