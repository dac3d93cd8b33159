using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.FunctionsHost.Tests.Kit;

/// <summary>The app's own host.json with shorter polls. What a dead host held comes back after a minute, as in the app: the extension takes no less.</summary>
internal static class HostJson
{
    public static string Write(string folder, string hub)
    {
        var json = JsonNode.Parse(File.ReadAllText(RepositoryRoot.Of("functions", "Azure", "host.json")))!;
        var durable = json["extensions"]!["durableTask"]!;
        durable["hubName"] = hub;
        durable["storageProvider"]!["maxQueuePollingInterval"] = "00:00:00.200";
        json["extensions"]!["queues"]!["visibilityTimeout"] = "00:00:01";
        json["extensions"]!["queues"]!["maxPollingInterval"] = "00:00:00.200";
        var file = Path.Combine(folder, "host.json");
        File.WriteAllText(file, json.ToJsonString());
        return file;
    }
}
