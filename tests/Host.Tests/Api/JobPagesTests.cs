using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Storage;
using Serverless.Storage.Counting;
using Serverless.Store;
using Serverless.Testing;

namespace Serverless.Host.Tests.Api;

/// <summary>A list of jobs that is paged through: each entry once, in order, and no page looks at the names of all.</summary>
public sealed class JobPagesTests : IAsyncLifetime
{
    private const int Jobs = 250;

    private readonly ManualTime _time = new();
    private readonly StorageCounts _counts = new();
    private ApiFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ApiFixture.StartAsync(counts: _counts);
        _fixture.Services = _fixture.Services with { Time = _time };
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Pages_ToTheEnd_ListNamesOnceForAll()
    {
        for (var job = 0; job < Jobs; job++) await AddAsync(job);

        var (lists, reads) = (_counts["blob.list"], _counts["blob.get"]);
        var found = await PagesAsync();

        Assert.Equal(Enumerable.Range(0, Jobs).Reverse().Select(IdOf), found);
        Assert.InRange(_counts["blob.list"] - lists, 1, 2);
        Assert.InRange(_counts["blob.get"] - reads, Jobs, 3 * Jobs);
    }

    [Fact]
    public async Task Pages_JobsThatComeAndGoMeanwhile_SkipOnlyThose()
    {
        for (var job = 0; job < 30; job++) await AddAsync(job);
        var first = await NextAsync(null);
        await NextAsync(first.Next);

        await AddAsync(30);
        await foreach (var blob in Blobs.ListAsync("index/jobs/", default))
        {
            if (blob.Name.Value.EndsWith(IdOf(5), StringComparison.Ordinal)) await Blobs.DeleteAsync(blob.Name, BlobCondition.None, default);
        }

        Assert.Equal(Enumerable.Range(0, 20).Where(job => job != 5).Reverse().Select(IdOf), await PagesAsync(first.Next));
        Assert.Equal(IdOf(30), (await NextAsync(null)).Jobs[0]);
    }

    [Fact]
    public async Task Pages_AfterAWhile_SeeJobsOfLateClocks()
    {
        for (var job = 0; job < 30; job++) await AddAsync(job);
        var first = await NextAsync(null);
        await NextAsync(first.Next);
        await AddAsync(7, "late");

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Contains("late", await PagesAsync(first.Next));
    }

    [Fact]
    public async Task Page_AfterACursorThatIsNoEntry_GoesOnBehindIt()
    {
        for (var job = 0; job < 5; job++) await AddAsync(job);

        Assert.Equal(5, (await NextAsync("0")).Jobs.Count);
        Assert.Empty((await NextAsync("999999999999999-x")).Jobs);
    }

    private IBlobStore Blobs => _fixture.Services.Tenants[Tenants.Default].Blobs;

    private static string IdOf(int job) => $"job{job:D4}";

    private async Task<(List<string> Jobs, string? Next)> NextAsync(string? after)
    {
        var (status, body) = await _fixture.SendAsync("GET", $"/api/jobs?limit=10{(after is null ? "" : $"&after={after}")}");
        Assert.Equal(200, status);
        using var page = JsonDocument.Parse(body);
        return ([.. page.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetString()!)],
            page.RootElement.TryGetProperty("next", out var next) ? next.GetString() : null);
    }

    private async Task<List<string>> PagesAsync(string? after = null)
    {
        var found = new List<string>();
        do
        {
            var (jobs, next) = await NextAsync(after);
            found.AddRange(jobs);
            after = next;
        }
        while (after is not null);
        return found;
    }

    // Rejected messages are in the list, too, and no engine is asked about them.
    private Task<BlobProperties> AddAsync(int job, string? id = null)
    {
        var at = DateTimeOffset.UnixEpoch.AddSeconds(job);
        var name = string.Create(CultureInfo.InvariantCulture, $"index/jobs/{DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - at.ToUnixTimeMilliseconds():D15}-{id ?? IdOf(job)}");
        return Blobs.PutAsync(new BlobName(name), Encoding.UTF8.GetBytes($$"""{ "id": "{{id ?? IdOf(job)}}", "name": "x", "submittedAt": "{{at:O}}", "rejected": "no job" }"""), BlobCondition.IfAbsent, default);
    }
}
