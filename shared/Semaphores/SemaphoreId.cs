using Serverless.Durable;

namespace Serverless.Semaphores;

/// <summary>Which semaphore: a tenant's, by name. The same name in two tenants is two semaphores.</summary>
public readonly record struct SemaphoreId
{
    /// <summary>Characters of a name.</summary>
    public const int MaxName = 60;

    /// <exception cref="ArgumentException">The name breaks the rule; see <see cref="Problem"/>.</exception>
    public SemaphoreId(string tenant, string name)
    {
        if (Problem(name) is { } problem) throw new ArgumentException(problem, nameof(name));
        Entity = new EntityId(SemaphoreNames.Entity, $"{tenant}~{name}");
        Tenant = tenant;
        Name = name;
    }

    public string Tenant { get; }

    public string Name { get; }

    /// <summary>The entity that is the semaphore.</summary>
    public EntityId Entity { get; }

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? Problem(string? name) =>
        name is { Length: >= 1 and <= MaxName } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : $"'{name}' is no semaphore name: 1 to {MaxName} letters, digits or - _ . are allowed.";

    public override string ToString() => Name;
}
