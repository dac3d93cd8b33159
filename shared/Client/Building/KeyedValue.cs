namespace Serverless.Client.Building;

/// <summary>An element of a collection that was folded by key.</summary>
public sealed record KeyedValue<TKey, TValue>(TKey Key, TValue Value);
