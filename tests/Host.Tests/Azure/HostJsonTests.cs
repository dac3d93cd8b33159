using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Host.Tests.Azure;

/// <summary>Settings of the Functions app that can be looked at without it.</summary>
public sealed class HostJsonTests
{
    private static readonly JsonElement Settings = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Of("functions", "Azure", "host.json"))).RootElement;

    private static readonly string Page = File.ReadAllText(RepositoryRoot.Of("docs", "architecture", "hosts.md"));

    public static TheoryData<string, string> Numbers()
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, value) in Leaves(Settings).Where(l => l.Value.ValueKind == JsonValueKind.Number || IsTime(l.Value))) data.Add(name, value.ToString());
        return data;
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Number_HasItsReasonInThePage(string name, string value)
    {
        var row = Page.Split('\n').FirstOrDefault(l => l.StartsWith('|') && l.Contains($"{name}`", StringComparison.Ordinal));
        Assert.True(row is not null, $"docs/architecture/hosts.md explains no '{name}' ({value}).");
        var shown = TimeSpan.TryParse(value, out var time) && value.Contains(':') ? (time.TotalMinutes >= 1 ? $"{time.TotalMinutes:0} min" : $"{time.TotalSeconds:0} s") : value;
        Assert.Contains(shown, row.Split('|')[2..4].Aggregate((a, b) => a + b), StringComparison.Ordinal);
    }

    [Fact]
    public void Routes_HaveNoPrefix_AsTheyCarryTheirOwn() => Assert.Equal("", Extension("http").GetProperty("routePrefix").GetString());

    [Fact]
    public void Messages_AreDecodedByTheApp() => Assert.Equal("none", Extension("queues").GetProperty("messageEncoding").GetString());

    [Fact]
    public void Failures_AreNeverSampledAway() =>
        Assert.Equal("Request;Exception", Settings.GetProperty("logging").GetProperty("applicationInsights").GetProperty("samplingSettings").GetProperty("excludedTypes").GetString());

    private static JsonElement Extension(string name) => Settings.GetProperty("extensions").GetProperty(name);

    private static bool IsTime(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Contains(':') && TimeSpan.TryParse(value.GetString(), out _);

    private static IEnumerable<(string Name, JsonElement Value)> Leaves(JsonElement element) => element.EnumerateObject()
        .SelectMany(p => p.Value.ValueKind == JsonValueKind.Object ? Leaves(p.Value) : [(p.Name, p.Value)]);
}
