using System.Collections.Immutable;

namespace Serverless.Semaphores;

/// <summary>The names of a tenant's semaphores.</summary>
public sealed record SemaphoreIndex(ImmutableSortedSet<string> Names);
