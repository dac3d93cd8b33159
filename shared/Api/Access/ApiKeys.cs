using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Api.Access;

/// <summary>Who may call: keys by their SHA-256, each for one tenant, or for any one tenant that the request names.</summary>
public sealed class ApiKeys
{
    private const string AnyTenant = "*";

    private readonly ImmutableArray<(byte[] Hash, string? Tenant)> _keys;

    private ApiKeys(ImmutableArray<(byte[] Hash, string? Tenant)> keys, bool requiresKey)
    {
        _keys = keys;
        RequiresKey = requiresKey;
    }

    /// <summary>No keys: only callers on this machine get in.</summary>
    public static ApiKeys None { get; } = new([], requiresKey: false);

    /// <summary>Whether callers on this machine need a key too: once keys are configured, they do.</summary>
    public bool RequiresKey { get; }

    /// <summary>Tenants that have a key.</summary>
    public IReadOnlyCollection<string> Tenants => [.. _keys.Select(k => k.Tenant).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// Reads <c>tenant=sha256;tenant=sha256</c>: hexadecimal hashes of keys, so that the configuration gives no key away. A tenant may have several;
    /// <c>*</c> stands for an operator, who names the tenant in each request.
    /// </summary>
    /// <exception cref="ArgumentException">An entry is none; the message says which.</exception>
    public static ApiKeys Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return None;
        var keys = ImmutableArray.CreateBuilder<(byte[], string?)>();
        foreach (var (entry, i) in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select((e, i) => (e, i)))
        {
            var parts = entry.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || parts[1].Length != 64 || !parts[1].All(char.IsAsciiHexDigit))
                throw new ArgumentException($"Entry {i + 1} of the API keys is no 'tenant=hash' with the SHA-256 of a key in 64 hexadecimal digits.", nameof(text));
            if (parts[0] != AnyTenant && Store.Tenants.Problem(parts[0]) is { } problem) throw new ArgumentException($"Entry {i + 1} of the API keys: {problem}", nameof(text));
            keys.Add((Convert.FromHexString(parts[1]), parts[0] == AnyTenant ? null : parts[0]));
        }
        return new ApiKeys(keys.ToImmutable(), requiresKey: true);
    }

    /// <summary>Also admits an operator's key that this process made up; callers without a key are treated as before.</summary>
    public ApiKeys WithOperator(string key) => new(_keys.Add((Hash(key), null)), RequiresKey);

    /// <returns>Null when no caller has that key; otherwise its tenant, null in it for an operator.</returns>
    internal KeyOwner? Find(string key)
    {
        var hash = Hash(key);
        KeyOwner? found = null;
        foreach (var (known, tenant) in _keys)
        {
            // All are compared, each in constant time: the time taken says nothing.
            if (CryptographicOperations.FixedTimeEquals(known, hash)) found ??= new KeyOwner(tenant);
        }
        return found;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>Whose key it is.</summary>
internal sealed record KeyOwner(string? Tenant);
