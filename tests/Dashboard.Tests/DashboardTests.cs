using System.Text.Json;
using Microsoft.Playwright;
using Serverless.Host.Tests;
using Serverless.Testing;
using static Microsoft.Playwright.Assertions;

namespace Serverless.Dashboard.Tests;

/// <summary>The page as a user has it: a real host, a real browser.</summary>
public sealed class DashboardTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string Squares = """{ "version": 1, "name": "squares", "nodes": { "r": { "range": 2000 }, "sq": { "map": "math.square", "over": "r" }, "even": { "filter": "math.isEven", "over": "sq" }, "n": { "count": {}, "over": "even" } }, "outputs": ["n"] }""";
    private const string Hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>";

    // Milliseconds, on a machine that has other things to do.
    private const float Patience = 90_000;

    private readonly TempFolder _folder = new();

    [BrowserFact]
    public async Task Job_FromSubmissionToEnd_IsFollowedOverAKilledHost()
    {
        using var host = await HostProgram.StartAsync(_folder.Of("hub"), more: ["--allow-exec"]);
        var watched = await browser.OpenAsync();
        // A program that ends when a file appears: the job runs as long as the test wants.
        var go = _folder.Of("go");
        await SubmitAsync(host.Url, Waiting(go), "slow");
        await watched.Page.GotoAsync($"{host.Url}#/jobs");
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "waiting" }).ClickAsync();
        await Expect(watched.Page.Locator(".state.running")).ToBeVisibleAsync(new() { Timeout = Patience });

        await host.KillAsync();
        await Expect(watched.Page.GetByText("The connection is lost")).ToBeVisibleAsync(new() { Timeout = Patience });
        using var again = await HostProgram.StartAsync(_folder.Of("hub"), port: host.Url.Port, more: ["--allow-exec"]);
        await Expect(watched.Page.GetByText("The connection is lost")).ToBeHiddenAsync(new() { Timeout = Patience });
        await File.WriteAllTextAsync(go, "");

        await Expect(watched.Page.Locator(".state.done").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "n value" }).ClickAsync();
        await Expect(watched.Page.Locator("pre", new() { HasText = "12" }).First).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(watched.Errors);
    }

    [BrowserFact]
    public async Task Failure_WithHostileText_IsShownAndCannotRun()
    {
        using var host = await HostProgram.StartAsync(_folder.Of("hub"));
        await SubmitAsync(host.Url, Failing(), "bad");
        var watched = await browser.OpenAsync(width: 400);

        await watched.Page.GotoAsync($"{host.Url}#/jobs/bad");

        await Expect(watched.Page.Locator(".state.failed").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(watched.Page.GetByText("serverless rerun bad")).ToBeVisibleAsync();
        await Expect(watched.Page.GetByText("<img src=x", new() { Exact = false }).First).ToBeVisibleAsync();
        Assert.Equal(0, await watched.Page.Locator("main img, main script").CountAsync());
        // On a phone nothing sticks out.
        Assert.True(await watched.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(watched.Errors);
    }

    [BrowserFact]
    public async Task Page_BehindAPathPrefix_ShowsTheStream()
    {
        using var host = await HostProgram.StartAsync(_folder.Of("hub"));
        await SubmitAsync(host.Url, Squares, "squares");
        await using var proxy = PrefixProxy.Start(host.Url, "/team/serverless");
        var watched = await browser.OpenAsync();

        await watched.Page.GotoAsync($"{proxy.Url}#/jobs/squares");

        await Expect(watched.Page.Locator(".state.done").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(watched.Page.Locator("svg.graph g.node")).ToHaveCountAsync(4);
        await Expect(watched.Page.Locator(".legend span", new() { HasText = "n (level 2)" }).First).ToBeVisibleAsync();
        var box = (await watched.Page.Locator("canvas").BoundingBoxAsync())!;
        await watched.Page.Mouse.MoveAsync(box.X + (box.Width * 0.2f), box.Y + 10);
        await watched.Page.Mouse.DownAsync();
        await watched.Page.Mouse.MoveAsync(box.X + (box.Width * 0.8f), box.Y + 10);
        await watched.Page.Mouse.UpAsync();
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        Assert.Empty(watched.Errors);
    }

    [BrowserFact]
    public async Task Host_ThatWantsAKey_AsksForItOnce()
    {
        const string key = "a-key-of-thirty-two-characters-01";
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
        using var host = await HostProgram.StartAsync(_folder.Of("hub"), environment: new Dictionary<string, string> { ["SERVERLESS_API_KEYS"] = $"default={hash}" });
        var watched = await browser.OpenAsync();
        await watched.Page.GotoAsync(host.Url.ToString());

        await watched.Page.GetByLabel("Key").FillAsync(key);
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Use" }).ClickAsync();

        await Expect(watched.Page.GetByText("No job yet")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(watched.Errors);
    }

    [Fact]
    public void Files_Together_AreSmall() => Assert.InRange(DashboardFile.All.Sum(file => file.Compressed.Length), 1, 150 * 1024);

    public void Dispose() => _folder.Dispose();

    private static string Waiting(string go) => JsonSerializer.Serialize(new
    {
        version = 1,
        name = "waiting",
        nodes = new { n = new { call = "exec", args = new { command = new[] { "sh", "-c", $"while [ ! -e '{go}' ]; do sleep 0.1; done; echo 12" }, stdout = "json" } } },
        outputs = new[] { "n" },
    });

    private static string Failing() => JsonSerializer.Serialize(new
    {
        version = 1,
        name = "bad",
        parameters = new { said = new { type = "string", @default = Hostile } },
        nodes = new { rows = new { items = new[] { new { a = 1 } } }, bad = new { call = "sql", over = "rows", args = new { query = "SELECT error($said) FROM input" } } },
        outputs = new[] { "bad" },
    });

    private static async Task SubmitAsync(Uri url, string document, string id)
    {
        using var client = new HttpClient();
        using var content = new StringContent(document, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(url, $"api/jobs?id={id}"), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
