using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Functions;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void Build_MarkedMethods_AreDescribed()
    {
        var load = TestFunctions.Catalog.Find("prices.load")!;

        Assert.Equal(("3", true, FunctionKind.Value), (load.Version, load.Impure, load.Kind));
        Assert.Equal(["country", "week", "factor"], load.Parameters.Select(p => p.Name), StringComparer.Ordinal);
        Assert.Equal((int.MinValue, int.MaxValue), (load.Parameters[1].Type.Minimum, load.Parameters[1].Type.Maximum));
        Assert.Equal((true, GraphValue.Of(1.5)), (load.Parameters[2].Optional, load.Parameters[2].Default));
        Assert.Equal(["country", "amount", "note"], load.Result.Fields.Select(f => f.Name), StringComparer.Ordinal);
        Assert.Equal([true, true, false], load.Result.Fields.Select(f => f.Required));
        Assert.Equal(DataTypeKind.List, TestFunctions.Catalog.Find("prices.max")!.Parameters[0].Type.Kind);
    }

    [Fact]
    public async Task Invoker_SyncAsyncAndVoid_GivesTheResult()
    {
        var catalog = new FunctionCatalogBuilder().Add(typeof(Forms)).Build();
        using var stop = new CancellationTokenSource();
        var context = new FixedContext();

        Assert.Equal(3L, await Call("forms.sync", 1L, 2L));
        Assert.Equal("a1", await Call("forms.later", "a"));
        Assert.Equal(7, await Call("forms.value", 7));
        Assert.Equal(8, await Call("forms.delayedValue", 8));
        Assert.Null(await Call("forms.nothing"));
        Assert.Null(await Call("forms.nothingLater"));
        Assert.Null(await Call("forms.nothingValue"));
        Assert.Equal(["nothing", "later"], context.Lines);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Call("forms.value", 7));

        async Task<object?> Call(string name, params object?[] arguments) => await catalog.Find(name)!.Invoker!(arguments, context, stop.Token);
    }

    [Fact]
    public async Task Invoker_FunctionThatThrows_ThrowsItsException()
    {
        var catalog = new FunctionCatalogBuilder().Add(typeof(Forms)).Build();

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await catalog.Find("forms.fails")!.Invoker!([], new FixedContext(), default));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await catalog.Find("forms.failsLater")!.Invoker!([], new FixedContext(), default));
    }

    [Fact]
    public void Direct_PlainMethod_IsADelegateOfItsTypes()
    {
        Assert.Equal(42, Assert.IsType<Func<long, long>>(TestFunctions.Catalog.Find("math.identity")!.Direct)(42));
        Assert.IsType<Func<long, long, long>>(TestFunctions.Catalog.Find("math.add")!.Direct);
        Assert.Null(TestFunctions.Catalog.Find("prices.load")!.Direct);
        Assert.Null(TestFunctions.Catalog.Find("sql")!.Direct);
    }

    [Fact]
    public void Build_MethodsThatCannotBeFunctions_ListsAll()
    {
        var e = Assert.Throws<FunctionCatalogException>(() => new FunctionCatalogBuilder().Add(typeof(Wrong)).Add(typeof(TestFunctions.Math)).Build());

        Assert.Equal(5, e.Problems.Count);
        Assert.Contains(e.Problems, p => p.Contains("must be static", StringComparison.Ordinal));
        Assert.Contains(e.Problems, p => p.Contains("generic", StringComparison.Ordinal));
        Assert.Contains(e.Problems, p => p.Contains("by value", StringComparison.Ordinal));
        Assert.Contains(e.Problems, p => p.Contains("Version", StringComparison.Ordinal));
        Assert.Contains(e.Problems, p => p.Contains("Two functions are named 'math.add'", StringComparison.Ordinal));
    }

    [Fact]
    public void Build_SameMethodTwice_IsOneFunction() =>
        Assert.Single(new FunctionCatalogBuilder().Add(typeof(Single)).Add(typeof(Single)).Build().Functions);

    [Theory]
    [InlineData("math.ad", "math.add")]
    [InlineData("Math.Add", "math.add")]
    [InlineData("math.isevne", "math.isEven")]
    [InlineData("completely.different", null)]
    public void Nearest_MisspeltName_GivesTheRightOne(string name, string? expected) => Assert.Equal(expected, TestFunctions.Catalog.Nearest(name));

    private static class Forms
    {
        [TaskFunction]
        public static long Sync(long a, long b) => a + b;

        [TaskFunction]
        public static async Task<string> LaterAsync(string a)
        {
            await Task.Yield();
            return a + "1";
        }

        [TaskFunction]
        public static ValueTask<int> ValueAsync(int a, CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(a);

        [TaskFunction]
        public static async ValueTask<int> DelayedValueAsync(int a)
        {
            await Task.Yield();
            return a;
        }

        [TaskFunction]
        public static void Nothing(TaskContext context) => context.Log("nothing");

        [TaskFunction]
        public static async Task NothingLaterAsync(TaskContext context)
        {
            await Task.Yield();
            context.Log("later");
        }

        [TaskFunction]
        public static ValueTask NothingValueAsync() => ValueTask.CompletedTask;

        [TaskFunction]
        public static int Fails() => throw new TimeZoneNotFoundException();

        [TaskFunction]
        public static async Task<int> FailsLaterAsync()
        {
            await Task.Yield();
            throw new TimeZoneNotFoundException();
        }
    }

    private static class Single
    {
        [TaskFunction]
        public static int One() => 1;
    }

    private sealed class Wrong
    {
        [TaskFunction]
        public int NotStatic() => GetHashCode();

        [TaskFunction]
        public static T Generic<T>(T value) => value;

        [TaskFunction]
        public static void ByReference(ref int value) => value++;

        [TaskFunction(Version = " ")]
        public static int NoVersion() => 1;

        [TaskFunction(Name = "math.add")]
        public static int Taken() => 1;
    }

    private sealed class FixedContext : TaskContext
    {
        public List<string> Lines { get; } = [];

        public override long Partition => 0;

        public override long? PartitionCount => 1;

        public override long Seed => 1;

        public override int Attempt => 1;

        public override void Log(string message) => Lines.Add(message);

        public override void Progress(double fraction, string? message = null) => Lines.Add(message ?? "");
    }
}
