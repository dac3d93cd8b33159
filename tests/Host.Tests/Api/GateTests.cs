using System.Security.Cryptography;
using System.Text;
using Serverless.Api.Access;
using Serverless.JobHost.Conformance;

namespace Serverless.Host.Tests.Api;

public sealed class GateTests
{
    private static readonly string Keys = $"alpha={HashOf("key of alpha")};beta={HashOf("key of beta")};*={HashOf("operator")}";

    [Theory]
    [InlineData("localhost", null, true, 200)]
    [InlineData("127.0.0.1:7070", null, true, 200)]
    [InlineData("[::1]:7070", null, true, 200)]
    [InlineData("evil.example", null, true, 403)]
    [InlineData("127.0.0.1.evil.example", null, true, 403)]
    [InlineData("localhost@evil.example", null, true, 403)]
    [InlineData("", null, true, 403)]
    [InlineData("localhost:7070", "http://localhost:7070", true, 200)]
    [InlineData("localhost:7070", "http://localhost:3000", true, 403)]
    [InlineData("localhost:7070", "https://evil.example", true, 403)]
    [InlineData("localhost:7070", "null", true, 403)]
    [InlineData("localhost", null, false, 401)]
    public async Task Gate_WithoutAKey_AdmitsThisMachineByALoopbackNameOnly(string host, string? origin, bool fromLoopback, int status)
    {
        await using var api = await ApiFixture.StartAsync();
        (string, string)[] headers = origin is null ? [("Host", host)] : [("Host", host), ("Origin", origin)];
        Assert.Equal(status, (await api.SendAsync("GET", "/api/jobs", null, fromLoopback, headers)).Status);
    }

    [Fact]
    public async Task Gate_KeysAreConfigured_LoopbackNeedsOneToo()
    {
        await using var api = await ApiFixture.StartAsync(Keys);
        Assert.Equal(401, (await api.SendAsync("GET", "/api/jobs")).Status);
        Assert.Equal(401, (await api.SendAsync("GET", "/api/jobs", headers: ("Authorization", "Bearer wrong"))).Status);
        Assert.Equal(200, (await api.SendAsync("GET", "/api/jobs", null, false, ("Authorization", "Bearer key of alpha"), ("Host", "api.example"))).Status);
        Assert.Equal(200, (await api.SendAsync("GET", "/healthz", null, false)).Status);
    }

    [Fact]
    public async Task Gate_KeyOfATenant_CannotNameAnotherNorSeeItsJobs()
    {
        await using var api = await ApiFixture.StartAsync(Keys);
        var alpha = ("Authorization", "Bearer key of alpha");
        var beta = ("Authorization", "Bearer key of beta");
        Assert.Equal(202, (await api.SendAsync("POST", "/api/jobs", Documents.Sum("alpha"), false, alpha, ("Idempotency-Key", "one"))).Status);
        var id = $"k-{HashOf("one")[..32]}";

        Assert.Equal(200, (await api.SendAsync("GET", $"/api/jobs/{id}", null, false, alpha)).Status);
        Assert.Equal(404, (await api.SendAsync("GET", $"/api/jobs/{id}", null, false, beta)).Status);
        Assert.Equal(404, (await api.SendAsync("POST", $"/api/jobs/{id}/cancel", "", false, beta)).Status);
        Assert.Equal("""{"jobs":[]}""", (await api.SendAsync("GET", "/api/jobs", null, false, beta)).Body);
        Assert.Equal(403, (await api.SendAsync("GET", "/api/jobs", null, false, beta, ("Serverless-Tenant", "alpha"))).Status);
        Assert.Contains(id, (await api.SendAsync("GET", "/api/jobs", null, false, ("Authorization", "Bearer operator"), ("Serverless-Tenant", "alpha"))).Body, StringComparison.Ordinal);
        Assert.Equal(400, (await api.SendAsync("GET", "/api/jobs", null, false, ("Authorization", "Bearer operator"), ("Serverless-Tenant", "../alpha"))).Status);
        // The same id in another tenant is another job.
        Assert.Equal(202, (await api.SendAsync("POST", "/api/jobs", Documents.Sum("beta"), false, beta, ("Idempotency-Key", "one"))).Status);
    }

    [Theory]
    [InlineData("alpha")]
    [InlineData("alpha=abc")]
    [InlineData("Al/pha=0000000000000000000000000000000000000000000000000000000000000000")]
    public void Parse_WrongEntry_IsRefused(string text) => Assert.Throws<ArgumentException>(() => ApiKeys.Parse(text));

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
