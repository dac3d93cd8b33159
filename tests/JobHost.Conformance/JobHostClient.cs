using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.JobHost.Conformance;

/// <summary>Talks to a host as somebody's script would: HTTP and JSON, none of the product's types.</summary>
public sealed class JobHostClient : IDisposable
{
    // A cold Functions app on a slow machine is the slowest host that this runs against.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    public JobHostClient(Uri host, string? key = null)
    {
        Http = new HttpClient { BaseAddress = host, Timeout = MaxWait };
        if (key is not null) Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public HttpClient Http { get; }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Submits and returns the job's id.</summary>
    public async Task<string> SubmitAsync(string document, string? id = null)
    {
        using var response = await Http.PostAsync(new Uri(id is null ? "/api/jobs" : $"/api/jobs?id={id}", UriKind.Relative), Json(document));
        if (response.StatusCode != HttpStatusCode.Accepted) throw new InvalidOperationException($"Submit: {response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        using var job = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return job.RootElement.GetProperty("id").GetString()!;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"GET {path}: {response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string body = "") => await Http.PostAsync(new Uri(path, UriKind.Relative), Json(body));

    public async Task<string> StatusAsync(string job) => (await GetAsync($"/api/jobs/{job}")).GetProperty("status").GetString()!;

    /// <summary>Waits for a job's end and returns it.</summary>
    public async Task<JsonElement> EndAsync(string job)
    {
        JsonElement seen = default;
        await Condition.WaitAsync($"job {job} ends", async () => (seen = await GetAsync($"/api/jobs/{job}")).GetProperty("hasEnded").GetBoolean(), MaxWait);
        return seen;
    }

    /// <summary>Opens a job's events.</summary>
    public async Task<HttpResponseMessage> EventsAsync(string job, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{job}/events");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public void Dispose() => Http.Dispose();
}
