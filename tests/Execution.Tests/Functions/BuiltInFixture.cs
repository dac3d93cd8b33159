using System.Text;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Native.Processes;
using Serverless.Planning.Pipelines;
using Serverless.Storage;
using Serverless.Store.Results;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Functions;

/// <summary>Documents of built-ins in this process, which may do everything unless told otherwise.</summary>
internal sealed class BuiltInFixture : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    public BuiltInFixture(JobPermissions? permissions = null)
    {
        Units = new UnitFixture(new FunctionCatalogBuilder().AddBuiltIns().Build());
        Units.Options = Units.Options with { Permissions = permissions ?? JobPermissions.All };
    }

    public UnitFixture Units { get; }

    /// <summary>A path outside of every task's folder.</summary>
    public string Of(string name) => _folder.Of(name);

    public Task PutAsync(string name, string text) => Units.Stores.Blobs.PutAsync(new BlobName(name), Encoding.UTF8.GetBytes(text), BlobCondition.None, default);

    public async Task<string> ReadAsync(string name) => Encoding.UTF8.GetString((await Units.Stores.Blobs.GetAsync(new BlobName(name), default))!.Bytes.Span);

    /// <summary>Runs nodes and gives the output's value, or its elements, as JSON.</summary>
    public async Task<string> ValueAsync(string nodes, string output = "a", long count = 1, bool isCollection = false)
    {
        var (units, token) = await Units.RunAsync(nodes, output);
        Assert.All(units, u => Assert.True(u.Failure is null, u.Failure?.Message));
        Assert.Empty(Units.Leftovers);
        return await OutputFiles.ReadJsonAsync(Units.Stores, new Store.Jobs.JobOutput(token, ResultKind.Values, count, isCollection), default);
    }

    /// <summary>Runs nodes of which the last unit fails, and says how.</summary>
    public async Task<Store.Failures.TaskFailure> FailureAsync(string nodes, string output = "a")
    {
        var (units, _) = await Units.RunAsync(nodes, output);
        Assert.Equal(UnitEnd.Failed, units[^1].End);
        Assert.Empty(Units.Leftovers);
        return units[^1].Failure!;
    }

    /// <summary>Runs a single call of exec.</summary>
    public static string Exec(string args, string policy = "{}") => $$"""
        "a": { "call": "exec", "args": {{args}}, "policy": {{policy}} }
        """;

    /// <summary>The ids that a program wrote into a file, once there are so many.</summary>
    public async Task<int[]> IdsAsync(string name, int count)
    {
        string[] Lines() => File.Exists(Of(name)) ? File.ReadAllLines(Of(name)) : [];
        await Condition.WaitAsync($"{count} processes have started", () => Lines().Length == count);
        return [.. Lines().Select(int.Parse)];
    }

    /// <summary>Waits until none of these runs. One that no one waited for runs no more.</summary>
    public static Task GoneAsync(IEnumerable<int> processes) =>
        Condition.WaitAsync("the processes are gone", () => processes.All(p => ProcessMemory.Of(p) is null), TimeSpan.FromSeconds(10));

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return Units.DisposeAsync();
    }
}
