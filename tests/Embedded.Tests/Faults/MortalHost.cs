using Serverless.Client.Building;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Testing.PowerLoss;

namespace Serverless.Embedded.Tests.Faults;

/// <summary>Runs a graph on a host whose units are lost, and whose machine loses power at chosen instants, until it is done.</summary>
internal sealed class MortalHost(int seed, int slots, long mostTasks, TimeSpan aim, IReadOnlyList<int> cuts)
{
    // A life takes seconds; one that does not end is a fault, and the test says where it stands.
    private static readonly TimeSpan MostOfALife = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(seed);
    private PowerLossFileSystem _files = new();

    public Journal Journal { get; } = new(seed, fails: true);

    /// <summary>Lives that ended before the job did.</summary>
    public int Deaths { get; private set; }

    /// <summary>Reads the results of a job over <paramref name="outputs"/>, however many lives that takes.</summary>
    public async Task<T> ComputeAsync<T>(GraphHandle[] outputs, Func<ComputedJob, Task<T>> read)
    {
        for (var life = 0; ; life++)
        {
            if (life < cuts.Count) _files.PowerOffAfter = _files.Changes + cuts[life];
            try
            {
                return await LiveAsync(life, outputs, read);
            }
            catch (Exception e) when (e is not StuckLifeException && _files.Changes >= _files.PowerOffAfter)
            {
                Deaths++;
                _files = _files.AfterPowerLoss(_random.Next(40));
            }
        }
    }

    private async Task<T> LiveAsync<T>(int life, GraphHandle[] outputs, Func<ComputedJob, Task<T>> read)
    {
        _files.CreateFolder("/data");
        var stores = new Tenants(new LocalBlobAccount("/data", TimeProvider.System, _files), TimeProvider.System);
        var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            DataFolder = "/data",
            Files = _files,
            Slots = slots,
            MaxUnitTasks = mostTasks,
            UnitAim = aim,
            Functions = [typeof(Steps).Assembly],
            WrapCode = code => MortalUnits.Replace(code, inner => new MortalUnits(inner, stores, Journal, seed)),
        });
        try
        {
            return await ReadAsync().WaitAsync(MostOfALife, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            var state = await StuckLife.DescribeAsync(host.Engine.Client, stores[Tenants.Default]);
            throw new StuckLifeException(
                $"Seed {seed}, life {life}: the job does not end. The power {(_files.Changes >= _files.PowerOffAfter ? "is off" : "is on")}, {Journal.Runs} tasks ran.\n{state}");
        }
        finally
        {
            await CloseAsync(life, host);
        }

        async Task<T> ReadAsync() => await read(await host.ComputeAsync(outputs));
    }

    private async Task CloseAsync(int life, LocalHost host)
    {
        try
        {
            await host.DisposeAsync().AsTask().WaitAsync(MostOfALife, TimeProvider.System);
        }
        catch (Exception e) when (e is PowerLostException or AggregateException or InvalidOperationException)
        {
            // A dead machine tidies nothing up.
        }
        catch (TimeoutException)
        {
            throw new StuckLifeException($"Seed {seed}, life {life}: the host does not close.");
        }
    }
}
