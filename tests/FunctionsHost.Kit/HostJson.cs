using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.FunctionsHost.Kit;

/// <summary>The app's own host.json with shorter polls. What a dead host held comes back after a minute, as in the app: the extension takes no less.</summary>
internal static class HostJson
{
    /// <param name="folder">Where to.</param>
    /// <param name="hub">Its hub.</param>
    /// <param name="change">Changes after those that all tests need; null: shorter polls.</param>
    public static string Write(string folder, string hub, Action<JsonNode>? change)
    {
        var json = JsonNode.Parse(File.ReadAllText(RepositoryRoot.Of("functions", "Azure", "host.json")))!;
        var durable = json["extensions"]!["durableTask"]!;
        durable["hubName"] = hub;
        (change ?? PollOften)(json);
        var file = Path.Combine(folder, "host.json");
        File.WriteAllText(file, json.ToJsonString());
        return file;
    }

    private static void PollOften(JsonNode json)
    {
        var extensions = json["extensions"]!;
        extensions["durableTask"]!["storageProvider"]!["maxQueuePollingInterval"] = "00:00:00.200";
        extensions["queues"]!["visibilityTimeout"] = "00:00:01";
        extensions["queues"]!["maxPollingInterval"] = "00:00:00.200";
    }
}
