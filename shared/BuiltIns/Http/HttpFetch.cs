using System.Globalization;
using System.Net;
using System.Text;
using Serverless.BuiltIns.Arguments;
using Serverless.Execution.Tasks;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.BuiltIns.Http;

/// <summary>One address asked, redirects followed: the answer whose body is wanted, or a failure that says what came instead.</summary>
internal sealed class HttpFetch : IDisposable
{
    private const int MaxRedirects = 10;
    private const int MaxFailureBytes = 2048;

    private readonly TaskExecutionContext _run;
    private readonly TaskSecrets _secrets;
    private readonly List<(string Name, string Text, bool IsSecret)> _headers = [];
    private readonly IdleLimit _idle;
    private HttpResponseMessage? _answer;
    private Uri _url;

    /// <param name="url">The argument.</param>
    /// <param name="headers">The argument.</param>
    /// <param name="run">Of the task.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentRefusedException">Something is wrong with the arguments.</exception>
    public HttpFetch(object? url, object? headers, TaskExecutionContext run, CancellationToken cancellationToken)
    {
        _run = run;
        _secrets = new TaskSecrets(run.Permissions);
        var text = url as string ?? (ClrValues.FromClr(url) is { Kind: GraphValueKind.String } value ? value.AsString() : throw new ArgumentRefusedException("An address is a text."));
        if (HttpRules.UrlProblem(text, run.Permissions) is { } why) throw new ArgumentRefusedException(why);
        _url = new Uri(text);
        if (ClrValues.FromClr(headers) is { Kind: GraphValueKind.Map } given) AddHeaders(given);
        _idle = new IdleLimit(run.Time, cancellationToken);
    }

    /// <summary>The address without its query, which may carry a secret.</summary>
    public string Where => _url.GetLeftPart(UriPartial.Path) + (_url.Query.Length > 0 ? "?…" : "");

    public HttpResponseMessage Answer => _answer ?? throw new InvalidOperationException("Nothing was asked yet.");

    /// <summary>A text of the other side without the secrets that it was sent.</summary>
    public string Mask(string text) => _secrets.Mask(text);

    /// <summary>Asks, and gives the body.</summary>
    /// <param name="most">Bytes; null: any number.</param>
    /// <param name="tooMany">What to say when there are more.</param>
    /// <exception cref="HttpFailedException">No such answer.</exception>
    public async Task<Stream> OpenAsync(long? most, string tooMany)
    {
        var first = _url;
        for (var redirects = 0; ; redirects++)
        {
            _answer?.Dispose();
            _answer = await AskAsync(isFirstOrigin: Uri.Compare(first, _url, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0);
            if (TargetOf(_answer) is not { } target) break;
            if (redirects == MaxRedirects) throw new HttpFinalException($"{Where} redirected for the {MaxRedirects + 1}th time; the last target was {target.GetLeftPart(UriPartial.Path)}.");
            if (HttpRules.UrlProblem(target.AbsoluteUri, _run.Permissions) is { } why) throw new HttpFinalException($"{Where} redirects elsewhere. {why}");
            if (_url.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps) throw new HttpFinalException($"{Where} redirects to an address without encryption, {target.GetLeftPart(UriPartial.Path)}.");
            _url = target;
        }
        if (!_answer.IsSuccessStatusCode) throw await FailureAsync(_answer);
        if (_answer.Content.Headers.ContentLength is { } length && length > most) throw new HttpFinalException($"{Where} gives {length} bytes, more than {most}. {tooMany}");
        return new AnswerStream(await _answer.Content.ReadAsStreamAsync(_idle.Token), Where, _idle, most, tooMany);
    }

    public void Dispose()
    {
        _answer?.Dispose();
        _idle.Dispose();
    }

    private void AddHeaders(GraphValue given)
    {
        foreach (var (name, value) in given.AsMap())
        {
            var isVariable = VariableReference.NameIn(value) is not null;
            var text = _secrets.Resolve(name, value);
            if ((HttpRules.HeaderProblem(name) ?? HttpRules.HeaderTextProblem(name, text)) is { } why) throw new ArgumentRefusedException(why);
            _headers.Add((name, text, isVariable || HttpRules.IsSecret(name)));
        }
    }

    private async Task<HttpResponseMessage> AskAsync(bool isFirstOrigin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _url);
        request.Headers.TryAddWithoutValidation("User-Agent", "serverless/1");
        foreach (var (name, text, isSecret) in _headers)
        {
            // A secret is for the server that it was given for, and for no other to which that one points.
            if (isSecret && !isFirstOrigin) continue;
            request.Headers.Remove(name);
            if (!request.Headers.TryAddWithoutValidation(name, text)) throw new ArgumentRefusedException($"'{name}' is not for documents to set.");
        }
        try
        {
            request.Options.Set(HttpConnections.Permissions, _run.Permissions);
            var answer = await HttpConnections.Of(_run.Permissions).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _idle.Token);
            _idle.Restart();
            return answer;
        }
        catch (HttpRequestException e) when (e.InnerException is HttpFinalException refused)
        {
            throw new HttpFinalException(refused.Message);
        }
        catch (HttpRequestException e)
        {
            throw new HttpFailedException($"{Where} cannot be reached: {ReasonOf(e)}");
        }
        catch (OperationCanceledException) when (_idle.IsOver)
        {
            throw new HttpFailedException($"{Where} did not answer. {IdleLimit.Message}");
        }
    }

    // What is inside tells more, and would be shown as it is.
    private static string ReasonOf(HttpRequestException e) => e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{e.Message} ({inner.Message})" : e.Message;

    private Uri? TargetOf(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect && answer.Headers.Location is { } location
            ? new Uri(_url, location)
            : null;

    private async Task<HttpFailedException> FailureAsync(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        var phrase = answer.ReasonPhrase is { Length: > 0 } said ? $" ({said})" : "";
        var message = $"{Where} gave status {status.ToString(CultureInfo.InvariantCulture)}{phrase}{await StartOfBodyAsync(answer)}";
        if (status is not (408 or 429 or >= 500)) return new HttpFinalException(message);
        var retry = answer.Headers.RetryAfter;
        return new HttpFailedException(message) { After = retry?.Delta ?? (retry?.Date - _run.Time.GetUtcNow()) };
    }

    private async Task<string> StartOfBodyAsync(HttpResponseMessage answer)
    {
        var bytes = new byte[MaxFailureBytes];
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(_idle.Token);
            var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, _idle.Token);
            var text = string.Concat(Encoding.UTF8.GetString(bytes, 0, read).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
            return text.Length == 0 ? "." : $": {_secrets.Mask(text, isCut: read == bytes.Length)}{(read == bytes.Length ? "…" : "")}";
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && _idle.IsOver))
        {
            // The status says enough.
            return ".";
        }
    }
}
