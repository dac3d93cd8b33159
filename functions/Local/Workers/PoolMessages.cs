using System.Text.Json;
using Serverless.Durable;
using Serverless.Logic.Pools;

namespace Serverless.Local.Workers;

/// <summary>What is wrong with a message.</summary>
/// <param name="Reason">In words.</param>
/// <param name="IsOtherVersion">A worker of another version may take it.</param>
internal sealed record WrongMessage(string Reason, bool IsOtherVersion);

/// <summary>Reads messages of pools. They come from a queue that others may write to.</summary>
internal static class PoolMessages
{
    public static (PoolMessage? Message, WrongMessage? Wrong) Read(ReadOnlySpan<byte> body, string tenant)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            // The version first: nothing else is known of a message of another one.
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("version", out var stated) || !stated.TryGetInt32(out var version))
                return Wrong("The message has no version.");
            if (version != PoolContract.Version)
            {
                var cure = version > PoolContract.Version ? "Update this worker: dotnet tool update serverless" : "Update the host: dotnet tool update serverless";
                return (null, new WrongMessage($"the host sends messages of version {version}, and this worker takes version {PoolContract.Version}. {cure}", true));
            }
            var message = json.RootElement.Deserialize<PoolMessage>(DurableJson.Options);
            if (message is not { Unit: { Job: { Tenant: not null, Id: not null }, Plan: not null, Unit: >= 0 } unit, Block: not null, Answers: not null }) return Wrong("The message names no unit.");
            if (unit.Job.Tenant != tenant) return Wrong($"The message is of tenant '{unit.Job.Tenant}', and this worker serves '{tenant}'.");
            if (!InstanceId.IsValid(message.Block) || !message.Answers.StartsWith("answers-", StringComparison.Ordinal)) return Wrong("The message names no one to answer.");
            return (message, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return Wrong($"The message is no unit: {e.Message}");
        }
    }

    private static (PoolMessage?, WrongMessage) Wrong(string reason) => (null, new WrongMessage(reason, false));
}
