using Serverless.Testing;

namespace Serverless.Local.Tests.Tutorial;

/// <summary>The tutorial, typed as it stands: files saved, commands run, and what it says is printed is printed.</summary>
public sealed class TutorialTests
{
    private const string Storage = "UseDevelopmentStorage=true";

    [Fact]
    public async Task Page_TypedInAnEmptyFolder_PrintsWhatItSays()
    {
        using var terminal = new TutorialTerminal();
        var typed = await TypeAsync(terminal, static block => block.Mark != "azurite", static text => text);
        Assert.True(typed >= 9, $"{typed} blocks");
    }

    [Fact]
    [Trait("Needs", "Node")]
    public async Task Page_OnAzurite_PrintsWhatItSays()
    {
        await using var azurite = await Azurite.StartAsync();
        using var terminal = new TutorialTerminal();
        var typed = await TypeAsync(terminal, static block => block.Mark == "azurite", text => text.Replace(Storage, $"'{azurite.ConnectionString}'", StringComparison.Ordinal));
        Assert.Equal(1, typed);
    }

    private static async Task<int> TypeAsync(TutorialTerminal terminal, Func<TutorialBlock, bool> isTyped, Func<string, string> with)
    {
        var typed = 0;
        var port = $":{Azurite.FreePort()}";
        string? printed = null;
        foreach (var block in TutorialPage.Read())
        {
            if (block.File is { } file)
            {
                terminal.Save(file, block.Text);
            }
            else if (block is { Language: "sh", Mark: "background" })
            {
                if (isTyped(block)) await terminal.StartAsync(block.Text.Trim().Replace(":7071", port, StringComparison.Ordinal), "Listening on");
            }
            else if (block.Language == "sh")
            {
                printed = null;
                if (!isTyped(block)) continue;
                (var status, printed) = await terminal.RunAsync(with(block.Text));
                Assert.True(status == block.ExitStatus, $"{block.Text}\nended with {status}:\n{printed}");
                typed++;
            }
            else if (block.Language == "text" && printed is not null)
            {
                foreach (var line in block.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    Assert.True(printed.Contains(line, StringComparison.Ordinal), $"'{line}' is not printed, but\n{printed}");
            }
        }
        return typed;
    }
}
