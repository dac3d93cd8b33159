using System.Text.Json;
using Serverless.FunctionsHost.Protocol;

namespace Serverless.FunctionsHost.Bindings;

/// <summary>A function of the app and what it is bound to.</summary>
/// <param name="Id">The worker's.</param>
/// <param name="Name">Its name.</param>
/// <param name="Trigger">What starts it, as JSON.</param>
/// <param name="Clients">Names of its parameters that are durable clients.</param>
internal sealed record AppFunction(string Id, string Name, JsonElement Trigger, IReadOnlyList<string> Clients)
{
    public string Kind => Trigger.GetProperty("type").GetString()!.ToUpperInvariant();

    public bool IsHttp => Kind == "HTTPTRIGGER";

    /// <summary>Started by this host's own requests, never by an extension.</summary>
    public bool IsCalledByHand => IsHttp || Kind == "TIMERTRIGGER";

    public string Parameter => Trigger.GetProperty("name").GetString()!;

    public static AppFunction Of(Function function)
    {
        var bindings = function.RawBindings.Select(static b => JsonElement.Parse(b)).ToList();
        return new AppFunction(
            function.Id,
            function.Name,
            bindings.Single(static b => TypeOf(b).EndsWith("TRIGGER", StringComparison.Ordinal)),
            [.. bindings.Where(static b => TypeOf(b) == "DURABLECLIENT").Select(static b => b.GetProperty("name").GetString()!)]);
    }

    private static string TypeOf(JsonElement binding) => binding.GetProperty("type").GetString()!.ToUpperInvariant();
}
