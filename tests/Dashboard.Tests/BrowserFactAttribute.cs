namespace Serverless.Dashboard.Tests;

/// <summary>A test in a real browser; skipped with a word where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Path is null) Skip = "There is no Chromium here: install Debian's package 'chromium'.";
    }
}
