using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Api.Jobs;
using Serverless.Api.Routes;

namespace Serverless.Local.Client;

/// <summary>The API's answer was an error of the platform.</summary>
internal sealed class PlatformException(string message) : Exception(message);

/// <summary>The routes for jobs, typed.</summary>
internal sealed class JobApi(HttpClient http)
{
    private readonly HostPulse _pulse = new(http, TimeProvider.System);

    /// <summary>Hands in a document; what it comes after is done.</summary>
    public Task<JobView> SubmitAsync(byte[] document, string? id, CancellationToken cancellationToken) =>
        ReadAsync<JobView>(new HttpRequestMessage(HttpMethod.Post, $"/api/jobs?after=done{(id is null ? "" : $"&id={Uri.EscapeDataString(id)}")}") { Content = Json(document) }, cancellationToken);

    public Task<JobView> GetAsync(string id, CancellationToken cancellationToken) => ReadAsync<JobView>(new HttpRequestMessage(HttpMethod.Get, Path(id)), cancellationToken);

    public Task<JobPage> ListAsync(int limit, string? after, CancellationToken cancellationToken) =>
        ReadAsync<JobPage>(new HttpRequestMessage(HttpMethod.Get, $"/api/jobs?limit={limit}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}"), cancellationToken);

    /// <summary>A page of what a job's tasks logged.</summary>
    public Task<JobLogs> LogsAsync(string id, string? task, int first, CancellationToken cancellationToken) =>
        ReadAsync<JobLogs>(new HttpRequestMessage(HttpMethod.Get, $"{Path(id)}/logs?first={first}{(task is null ? "" : $"&task={Uri.EscapeDataString(task)}")}"), cancellationToken);

    /// <summary>A page of what failed in a job.</summary>
    public Task<JobFailures> FailuresAsync(string id, int first, int count, CancellationToken cancellationToken) =>
        ReadAsync<JobFailures>(new HttpRequestMessage(HttpMethod.Get, $"{Path(id)}/failures?first={first}&count={count}"), cancellationToken);

    /// <param name="id">Which job.</param>
    /// <param name="verb">cancel, suspend or resume.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="reason">Why, for people; null: none was given.</param>
    public Task<JobView> ChangeAsync(string id, string verb, CancellationToken cancellationToken, string? reason = null) =>
        ReadAsync<JobView>(new HttpRequestMessage(HttpMethod.Post, $"{Path(id)}/{verb}{(reason is null ? "" : $"?reason={Uri.EscapeDataString(reason)}")}") { Content = Json([]) }, cancellationToken);

    public Task<JsonElement> OutputsAsync(string id, CancellationToken cancellationToken) => ReadAsync<JsonElement>(new HttpRequestMessage(HttpMethod.Get, $"{Path(id)}/outputs"), cancellationToken);

    /// <summary>One answer, its errors thrown; the caller reads the body.</summary>
    /// <exception cref="InputException">The request was wrong.</exception>
    /// <exception cref="PlatformException">The host could not do it.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _pulse.WhileAliveAsync(cancel => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel), cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new PlatformException($"Nothing answers at {http.BaseAddress}: {e.Message}");
        }
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            var text = await ProblemText.ReadAsync(response, cancellationToken);
            throw (int)response.StatusCode < 500 ? new InputException(text) : new PlatformException(text);
        }
    }

    /// <summary>Reads a body while the host is alive.</summary>
    /// <exception cref="PlatformException">It broke off, or nothing more comes.</exception>
    public async Task<T> ReadBodyAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await _pulse.WhileAliveAsync(read, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw new PlatformException($"The host at {http.BaseAddress} broke off its answer, or gave another one than this program knows: {e.Message}");
        }
    }

    private static string Path(string id) => $"/api/jobs/{Uri.EscapeDataString(id)}";

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var sent = request;
        using var response = await SendAsync(request, cancellationToken);
        return (await ReadBodyAsync(cancel => response.Content.ReadFromJsonAsync<T>(ApiJson.Options, cancel), cancellationToken))!;
    }

    private static ByteArrayContent Json(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
