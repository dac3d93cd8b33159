using System.Net;
using System.Text.Json;
using Serverless.JobHost.Conformance;

namespace Serverless.FunctionsHost.Tests.Kit;

/// <summary>Work that uses nearly everything a hub has: two equal jobs that claim the same, and two clients that share one lease.</summary>
internal static class Scenario
{
    /// <summary>Functions that it calls for certain, whatever the timing.</summary>
    public static IReadOnlyList<string> Functions { get; } =
    [
        "Job_v3", "Stage_v1", "Block_v2", "SemaphoreCall_v2", "SemaphoreAcquire_v2", "SemaphoreWait_v1", "ClaimWait_v2", "SendEvent_v1",
        "Resolve", "Plan", "LoadStage", "LoadBlock", "RunUnit", "AppendEvents", "FinishJob", "LookAtClaimant",
        "semaphore", "semaphore-index", "cache-claims",
    ];

    /// <returns>When all of it has come to its end, as it has to.</returns>
    public static Task RunAsync(JobHostClient host, string salt) => Task.WhenAll(JobsAsync(host, salt), LeasesAsync(host, salt));

    private static async Task JobsAsync(JobHostClient host, string salt)
    {
        // The first claims what the second wants, and is long enough that the second waits for it.
        var (first, second) = ($"first-{salt}", $"second-{salt}");
        await host.SubmitUnderAsync(Documents.Slow(salt, calls: 6), first);
        await host.UntilAsync("the first job runs units", $"/api/jobs/{first}", static j => j.GetProperty("status").GetString() is "running" or "done");
        await host.SubmitUnderAsync(Documents.Slow(salt, calls: 6), second);
        foreach (var job in new[] { first, second })
        {
            var end = await host.EndOfAsync(job);
            Assert.True(end.GetProperty("status").GetString() == "done", end.GetRawText());
            Assert.Equal("""[{"parts":6}]""", (await host.SendAsync(HttpMethod.Get, $"/api/jobs/{job}/outputs/total")).Body.GetRawText());
        }
    }

    private static async Task LeasesAsync(JobHostClient host, string salt)
    {
        var path = $"/api/semaphores/s{salt}";
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Put, path, """{ "limit": 1, "reservationTime": "00:10:00" }""")).Status);
        var lease = await AcquireAsync(host, path, $"a{salt}");
        var waiting = AcquireAsync(host, path, $"b{salt}");
        await host.UntilAsync("the second waits", path, static s => s.GetProperty("pending").GetInt32() == 1);
        var (id, fence) = (lease.GetProperty("id").GetString(), lease.GetProperty("fence").GetInt64());
        var (status, released) = await host.SendAsync(HttpMethod.Delete, $"{path}/leases/{id}?fence={fence}");
        // Sent again after it was cut off, it finds nothing to release.
        Assert.True(status == HttpStatusCode.NoContent || released.GetRawText().Contains("not-held", StringComparison.Ordinal), $"{status}: {released}");
        Assert.True((await waiting).GetProperty("fence").GetInt64() > fence);
        Assert.Equal(1, (await host.SendAsync(HttpMethod.Get, path)).Body.GetProperty("held").GetInt32());
        await host.UntilAsync("the semaphore is listed", "/api/semaphores", l => l.GetProperty("semaphores").EnumerateArray().Any(s => s.GetProperty("name").GetString() == $"s{salt}"));
    }

    // As the SDK does: the one who is told to wait asks again with the same id.
    private static async Task<JsonElement> AcquireAsync(JobHostClient host, string path, string id)
    {
        while (true)
        {
            var (status, body) = await host.SendAsync(HttpMethod.Post, $"{path}/leases", $$"""{ "id": "{{id}}" }""");
            Assert.True(status is HttpStatusCode.Created or HttpStatusCode.Accepted, $"{status}: {body}");
            if (status == HttpStatusCode.Created) return body.GetProperty("leases")[0];
        }
    }
}
