using Serverless.Store.Memory;

namespace Serverless.Execution.Tests.Memory;

public sealed class RecentCacheTests
{
    [Fact]
    public void Set_BeyondTheBytes_TheLeastRecentlyUsedGo()
    {
        var cache = new RecentCache<string>(maxBytes: 100);
        cache.Set("a", "A", 40);
        cache.Set("b", "B", 40);
        Assert.True(cache.TryGet("a", out _));

        cache.Set("c", "C", 40);

        Assert.False(cache.TryGet("b", out _));
        Assert.True(cache.TryGet("a", out var a) && a == "A");
        Assert.Equal(80, cache.Bytes);
    }

    [Fact]
    public void Set_LargerThanTheBound_StaysWithSoManyOfTheLastUsed()
    {
        var cache = new RecentCache<string>(maxBytes: 100, atLeast: 2);

        foreach (var name in (string[])["a", "b", "c"]) cache.Set(name, name, 1_000);

        Assert.Equal([false, true, true], ((string[])["a", "b", "c"]).Select(n => cache.TryGet(n, out _)));
        Assert.Equal(2_000, cache.Bytes);
    }

    [Fact]
    public void Set_Again_CountsOnce()
    {
        var cache = new RecentCache<string>(maxBytes: 100);
        cache.Set("a", "old", 60);

        cache.Set("a", "new", 70);

        Assert.True(cache.TryGet("a", out var value) && value == "new");
        Assert.Equal(70, cache.Bytes);
    }

    [Fact]
    public void Remove_WhatWasReplaced_LeavesTheOther()
    {
        var cache = new RecentCache<string>(maxBytes: 100);
        cache.Set("a", "old", 10);
        cache.Set("a", "new", 10);

        cache.Remove("a", "old");
        Assert.True(cache.TryGet("a", out _));
        cache.Remove("a", "new");

        Assert.False(cache.TryGet("a", out _));
        Assert.Equal(0, cache.Bytes);
    }
}
