using System.Net;
using System.Text.Json;
using Xunit;

namespace Serverless.JobHost.Conformance;

/// <summary>The third part of what a host is: single tasks, semaphores, metrics.</summary>
public abstract class JobToolConformance : HostTest
{
    [Fact]
    public async Task Task_OfADoneJob_TellsAttemptsAndResult()
    {
        var job = await Host.SubmitAsync(Documents.Sum(Salt));
        await Host.EndAsync(job);
        var task = await Host.GetAsync($"/api/jobs/{job}/tasks/total%5B0%5D");

        Assert.Equal(("total[0]", "done"), (task.GetProperty("task").GetString(), task.GetProperty("status").GetString()));
        Assert.Equal("done", Assert.Single(task.GetProperty("attempts").EnumerateArray()).GetProperty("status").GetString());
        Assert.Equal((1, job), (task.GetProperty("result").GetProperty("rows").GetInt64(), task.GetProperty("result").GetProperty("job").GetString()));
        Assert.Equal(task.GetRawText(), (await Host.GetAsync($"/api/jobs/{job}/tasks/total")).GetRawText());
        using var missing = await Host.Http.GetAsync(new Uri($"/api/jobs/{job}/tasks/total%5B1%5D", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var wrong = await Host.Http.GetAsync(new Uri($"/api/jobs/{job}/tasks/total%5Bx%5D", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Task_ThatFailed_TellsWhy()
    {
        var job = await Host.SubmitAsync(Documents.Failing(Salt));
        await Host.EndAsync(job);
        var task = await Host.GetAsync($"/api/jobs/{job}/tasks/bad");

        Assert.Equal("failed", task.GetProperty("status").GetString());
        Assert.Contains(Salt, task.GetProperty("failure").GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_ComesAfterOtherFiles_IsRefusedUnlessTheyAreDone()
    {
        var document = Documents.Sum(Salt).Replace("\"name\"", "\"after\": [\"first.json\"], \"name\"", StringComparison.Ordinal);
        using var refused = await Host.PostAsync("/api/jobs", document);
        using var accepted = await Host.PostAsync("/api/jobs?after=done", document);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("first.json", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
    }

    [Fact]
    public async Task Semaphore_Leases_GoToOneAtATime()
    {
        var path = $"/api/semaphores/s{Salt}";
        using var unknown = await Host.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("application/problem+json", unknown.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(path, """{ "limit": 1 }""")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await PutAsync(path, """{ "limit": 2 }""")).Status);

        using var first = await Host.PostAsync($"{path}/leases", $$"""{ "id": "a{{Salt}}", "timeout": "00:00:10" }""");
        using var second = await Host.PostAsync($"{path}/leases", $$"""{ "id": "b{{Salt}}", "timeout": "00:00:00" }""");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode));
        using var grant = JsonDocument.Parse(await first.Content.ReadAsStringAsync());
        var lease = grant.RootElement.GetProperty("leases")[0];
        var (id, fence) = (lease.GetProperty("id").GetString(), lease.GetProperty("fence").GetInt64());

        Assert.Equal(HttpStatusCode.OK, (await PutAsync($"{path}/leases/{id}", $$"""{ "fence": {{fence}}, "beat": 1, "activate": true, "owner": "me" }""")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await PutAsync($"{path}/leases/{id}", $$"""{ "fence": {{fence}}, "beat": 2, "owner": "another" }""")).Status);
        // Labels come in any order.
        var held = (await Host.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n').Single(l => l.StartsWith("serverless_semaphore_held{", StringComparison.Ordinal) && l.Contains($"semaphore=\"s{Salt}\"", StringComparison.Ordinal));
        Assert.Contains("tenant=\"default\"", held, StringComparison.Ordinal);
        Assert.EndsWith("} 1", held, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync($"{path}/leases/{id}?fence={fence}&owner=me"));
        Assert.Equal(HttpStatusCode.Conflict, await DeleteAsync($"{path}/leases/{id}?fence={fence}&owner=me"));
        Assert.Equal(0, (await Host.GetAsync(path)).GetProperty("held").GetInt32());
        Assert.Contains((await Host.GetAsync("/api/semaphores")).GetProperty("semaphores").EnumerateArray(), s => s.GetProperty("name").GetString() == $"s{Salt}");
    }

    [Fact]
    public async Task Semaphore_RequestThatIsWithdrawn_GivesItsPlaceBack()
    {
        var path = $"/api/semaphores/w{Salt}";
        await PutAsync(path, """{ "limit": 1 }""");
        using var granted = await Host.PostAsync($"{path}/leases", $$"""{ "id": "a{{Salt}}" }""");
        Assert.Equal(HttpStatusCode.Created, granted.StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync($"{path}/leases?id=a{Salt}"));
        using var next = await Host.PostAsync($"{path}/leases", $$"""{ "id": "b{{Salt}}", "timeout": "00:00:10" }""");
        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
    }

    [Theory]
    [InlineData("leases", "{ \"id\": \"no id\" }")]
    [InlineData("leases", "{ \"id\": \"a\", \"count\": 0 }")]
    [InlineData("leases", "[]")]
    [InlineData("leases", "nothing")]
    public async Task Semaphore_WrongRequest_IsAProblem(string what, string body)
    {
        using var refused = await Host.PostAsync($"/api/semaphores/x{Salt}/{what}", body);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
    }

    private async Task<(HttpStatusCode Status, string Body)> PutAsync(string path, string body)
    {
        using var response = await Host.Http.PutAsync(new Uri(path, UriKind.Relative), JobHostClient.Json(body));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpStatusCode> DeleteAsync(string path)
    {
        using var response = await Host.Http.DeleteAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }
}
