using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Functions;

/// <summary>A server on a free port of this machine that answers as a test says.</summary>
internal sealed class AnswerServer : IAsyncDisposable
{
    private readonly FreeListener _listener = new();
    private readonly Func<HttpListenerContext, int, Task> _answer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _count;

    /// <param name="answer">Of the n-th request, from 1.</param>
    public AnswerServer(Func<HttpListenerContext, int, Task> answer)
    {
        _answer = answer;
        _loop = RunAsync();
    }

    public string Url => _listener.Url;

    /// <summary>Cancelled at the end: for answers that never come.</summary>
    public CancellationToken Stop => _stop.Token;

    public ConcurrentQueue<(string Path, System.Collections.Specialized.NameValueCollection Headers)> Asked { get; } = new();

    /// <summary>Always the same answer.</summary>
    public static AnswerServer Of(string body, int status = 200, params (string Name, string Value)[] headers) => new((context, _) => TextAsync(context, body, status, headers));

    public static async Task TextAsync(HttpListenerContext context, string body, int status = 200, params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = AnswerAsync(await _listener.Listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        Asked.Enqueue((context.Request.Url!.PathAndQuery, context.Request.Headers));
        try
        {
            await _answer(context, Interlocked.Increment(ref _count));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            context.Response.Abort();
        }
    }
}
