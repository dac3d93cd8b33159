using Microsoft.Playwright;

namespace Serverless.Dashboard.Tests;

/// <summary>A Chromium of the machine, one for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Null: there is none.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Path is null) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Headless = true, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    /// <summary>A new page that notes whatever goes wrong in it.</summary>
    /// <param name="width">Of its window, in pixels.</param>
    public async Task<WatchedPage> OpenAsync(int width = 1200) =>
        new(await _browser!.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 } }));

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}

/// <summary>A page, and the errors of its scripts and policy.</summary>
public sealed class WatchedPage
{
    private readonly List<string> _errors = [];

    public WatchedPage(IPage page)
    {
        Page = page;
        page.SetDefaultTimeout(60_000);
        page.PageError += (_, error) => _errors.Add(error);
        // Addresses that do not answer are part of a test; a refused script is not.
        page.Console += (_, said) =>
        {
            if (said.Type == "error" && said.Text.Contains("Content Security Policy", StringComparison.Ordinal)) _errors.Add(said.Text);
        };
        page.Dialog += (_, dialog) => _errors.Add($"A dialog: {dialog.Message}");
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Errors => _errors;
}
