using System.Net;
using System.Text.Json;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.FunctionsHost.Tests.Kit;

/// <summary>
/// Talks to a host whose worker dies now and then, as a careful script would: a request that was cut off is sent again, which is why each can be sent twice.
/// </summary>
internal static class PatientClient
{
    /// <summary>Longer than anything here takes, on a busy machine too.</summary>
    public static TimeSpan MaxWait { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Sends a request until it is answered.</summary>
    public static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(this JobHostClient host, HttpMethod method, string path, string? body = null)
    {
        (HttpStatusCode Status, JsonElement Body) answer = default;
        await Condition.WaitAsync($"{method} {path} is answered", async () => await TryAsync(host, method, path, body) is { } got && (answer = got).Status is var _, MaxWait);
        return answer;
    }

    /// <summary>Reads until what was read is as wanted.</summary>
    public static async Task<JsonElement> UntilAsync(this JobHostClient host, string what, string path, Func<JsonElement, bool> holds)
    {
        JsonElement seen = default;
        await Condition.WaitAsync(what, async () => await TryAsync(host, HttpMethod.Get, path, null) is { Status: HttpStatusCode.OK } got && holds(seen = got.Body), MaxWait);
        return seen;
    }

    /// <summary>Submits under an id, as often as it takes.</summary>
    public static async Task SubmitUnderAsync(this JobHostClient host, string document, string id)
    {
        var (status, body) = await host.SendAsync(HttpMethod.Post, $"/api/jobs?id={id}", document);
        Assert.True(status == HttpStatusCode.Accepted, $"{status}: {body}");
    }

    /// <summary>Waits for a job's end.</summary>
    public static Task<JsonElement> EndOfAsync(this JobHostClient host, string job) =>
        host.UntilAsync($"job {job} ends", $"/api/jobs/{job}", static j => j.GetProperty("hasEnded").GetBoolean());

    // Null: no one knows whether it was done.
    private static async Task<(HttpStatusCode Status, JsonElement Body)?> TryAsync(JobHostClient host, HttpMethod method, string path, string? body)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JobHostClient.Json(body) };
            using var response = await host.Http.SendAsync(request);
            if (response.StatusCode >= HttpStatusCode.InternalServerError) return null;
            var text = await response.Content.ReadAsStringAsync();
            return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}
