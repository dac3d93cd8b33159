using Serverless.FunctionsHost.Bindings;

namespace Serverless.FunctionsHost.Http;

/// <summary>Which HTTP function a request is for.</summary>
internal sealed class Routes(IEnumerable<AppFunction> functions)
{
    // Those with fewer placeholders first: /jobs/list before /jobs/{id}.
    private readonly List<(AppFunction Function, string[] Parts, HashSet<string> Methods)> _routes =
    [
        .. functions.Where(static f => f.IsHttp)
            .Select(static f => (
                Function: f,
                Parts: f.Trigger.GetProperty("route").GetString()!.Trim('/').Split('/'),
                Methods: f.Trigger.GetProperty("methods").EnumerateArray().Select(static m => m.GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase)))
            .OrderBy(static r => r.Parts.Count(IsPlaceholder)),
    ];

    /// <returns>Null when there is none; then whether another method would have one.</returns>
    public (AppFunction? Function, bool IsOtherMethod) Find(string method, string path)
    {
        var parts = path.Trim('/').Split('/');
        var found = _routes.Where(r => r.Parts.Length == parts.Length && r.Parts.Zip(parts).All(static p => IsPlaceholder(p.First) || p.First.Equals(p.Second, StringComparison.OrdinalIgnoreCase))).ToList();
        return (found.FirstOrDefault(r => r.Methods.Contains(method)).Function, found.Count > 0);
    }

    private static bool IsPlaceholder(string part) => part.StartsWith('{');
}
