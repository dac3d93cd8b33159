using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.Host.Tests.Observing;

/// <summary>What Prometheus reads from a host.</summary>
public sealed partial class ScrapeTests
{
    [Fact]
    public async Task Scrape_AfterAJob_HasItsNumbersInTheTextFormat()
    {
        using var folder = new TempFolder();
        using var host = await HostProgram.StartAsync(folder.Of("data"));
        using var client = host.Connect();
        await client.EndAsync(await client.SubmitAsync(Documents.Sum("scraped")));
        using (await client.PostAsync("/api/jobs", "no document"))
        {
        }

        // The end of a job is counted a moment after it is seen.
        var text = "";
        await Condition.WaitAsync("the job is counted", async () => (text = await client.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Contains("serverless_jobs_ended_total", StringComparison.Ordinal));

        Assert.All(text.Split('\n').Where(l => l.Length > 0 && l[0] != '#'), l => Assert.Matches(Sample(), l));
        Assert.Equal(1, ValueOf(text, "serverless_jobs_ended_total", "status=\"done\""));
        Assert.Equal(1, ValueOf(text, "serverless_jobs_submitted_total"));
        Assert.True(ValueOf(text, "serverless_units_total", "end=\"done\"") >= 1);
        Assert.True(ValueOf(text, "serverless_tasks_total", "how=\"ran\"") >= 2);
        Assert.True(ValueOf(text, "serverless_engine_appended_bytes_total") > 0);
        Assert.Equal(1, ValueOf(text, "serverless_api_request_duration_seconds_count", "http_request_method=\"POST\"", "http_response_status_code=\"400\"", "http_route=\"/api/jobs\""));
        Assert.Contains("serverless_host_info{host=\"local\",version=\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scrape_OfATenant_HasNoneOfAnothersSemaphores()
    {
        using var folder = new TempFolder();
        var keys = string.Join(';', new[] { "alpha", "beta" }.Select(t => $"{t}={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"key of {t}")))}"));
        using var host = await HostProgram.StartAsync(folder.Of("data"), environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["SERVERLESS_API_KEYS"] = keys });
        using var alpha = new JobHostClient(host.Url, "key of alpha");
        using var beta = new JobHostClient(host.Url, "key of beta");
        foreach (var (client, name) in new[] { (alpha, "of-alpha"), (beta, "of-beta") })
        {
            using var made = await client.Http.PutAsync(new Uri($"/api/semaphores/{name}", UriKind.Relative), JobHostClient.Json("""{ "limit": 3 }"""));
            Assert.True(made.IsSuccessStatusCode);
        }

        var (first, second) = (await alpha.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), await beta.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));

        Assert.Equal(3, ValueOf(first, "serverless_semaphore_limit", "tenant=\"alpha\"", "semaphore=\"of-alpha\""));
        Assert.Equal(3, ValueOf(second, "serverless_semaphore_limit", "tenant=\"beta\"", "semaphore=\"of-beta\""));
        Assert.DoesNotContain("of-alpha", second, StringComparison.Ordinal);
        Assert.DoesNotContain("of-beta", first, StringComparison.Ordinal);
    }

    // Labels come in any order.
    private static double ValueOf(string text, string name, params string[] labels)
    {
        var line = text.Split('\n').FirstOrDefault(l => Series().Match(l) is { Success: true } series
            && series.Groups["name"].Value == name
            && series.Groups["labels"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).SequenceEqual(labels.Order(StringComparer.Ordinal), StringComparer.Ordinal));
        Assert.True(line is not null, $"There is no {name} with {string.Join(", ", labels)} in\n{text}");
        return double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("""^(?<name>[a-z0-9_:]+)(\{(?<labels>[^}]*(\{[^}]*\}[^}]*)*)\})? """, RegexOptions.ExplicitCapture)]
    private static partial Regex Series();

    [GeneratedRegex("""^[a-z_:][a-z0-9_:]*(\{([a-z_][a-z0-9_]*="[^"]*",?)*\})? (NaN|[+-]?Inf|[-+0-9.eE]+)( \d+)?$""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();
}
