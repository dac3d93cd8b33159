using System.Text.Json;

namespace Serverless.FunctionsHost;

/// <summary>What to host, and where.</summary>
/// <param name="App">The app's build output.</param>
/// <param name="Port">Of its HTTP functions.</param>
/// <param name="HostJson">The settings of the extensions; the app's own file, or one with shorter times.</param>
internal sealed record HostedApp(string App, int Port, string HostJson)
{
    /// <summary>The settings as the extensions look for them.</summary>
    public IReadOnlyDictionary<string, string?> ReadHostJson()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(HostJson));
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Add(values, "AzureWebJobs", json.RootElement);
        return values;
    }

    private static void Add(Dictionary<string, string?> values, string path, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject()) Add(values, $"{path}:{property.Name}", property.Value);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index()) Add(values, $"{path}:{index}", item);
                break;
            default:
                values.Add(path, element.ToString());
                break;
        }
    }
}
