using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Cache.Tests.Kit;
using Serverless.Execution;
using Serverless.Execution.Cache;
using Serverless.Execution.Records;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Collecting;

/// <summary>Jobs and collectors on one store, their storage operations interleaved at random; collectors die anywhere.</summary>
public sealed class CollectorProperties
{
    private static readonly string[] Tokens = [.. Enumerable.Range(0, 3).Select(t => new string((char)('a' + t), 64))];

    [Fact]
    public void AnyInterleaving_LeavesAJobWhatItFound_AndInTheEndNothingThatNobodyHolds() =>
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
        {
            // Off the runner's synchronization context: continuations run where the interleaving completes them.
            Task.Run(() => new World(seed).RunAsync()).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private sealed class World
    {
        private readonly ManualTime _time = new();
        private readonly Dictionary<string, BlobContent> _blobs = new(StringComparer.Ordinal);
        private readonly Random _random;
        private readonly Interleaving _interleaving;
        private readonly HashSet<string> _outputs = new(StringComparer.Ordinal);

        public World(int seed)
        {
            _random = new Random(seed);
            _interleaving = new Interleaving(_random);
        }

        public async Task RunAsync()
        {
            var free = StoresOf(_ => Task.CompletedTask);
            // Results of an earlier job that nobody holds any more, and one blob that was never recorded.
            foreach (var token in Tokens.Where(_ => _random.Next(4) > 0)) await MakeAsync(free, token, "before");
            await free.Blobs.PutAsync(new BlobName($"results/{Tokens[0]}/orphan"), new byte[10], BlobCondition.None, default);
            _time.Advance(TimeSpan.FromHours(2));

            var actors = new List<Task>();
            for (var j = 0; j < 3; j++) actors.Add(JobAsync($"job{j}"));
            actors.AddRange(new[] { "collector0", "collector1" }.Select(name => Collector(StoresOf(what => _interleaving.TurnAsync(name, what))).CollectAsync(dryRun: false, default)));
            await _interleaving.RunAsync(actors, actor => actor.StartsWith("collector", StringComparison.Ordinal) && _random.Next(60) == 0);

            // What a collector left when it died is put right by the next one: outputs of jobs are there.
            await Collector(free).CollectAsync(dryRun: false, default);
            foreach (var token in _outputs)
            {
                if ((await RecordedResults.ReadAsync(free, token, default)) is not { View.Records.Count: > 0, Lost.Count: 0 }) throw new InvalidOperationException($"The output {token[0]} is gone.\n{_interleaving.History}");
            }

            // Once nobody holds anything, nothing is left.
            _time.Advance(TimeSpan.FromDays(40));
            await Collector(free).CollectAsync(dryRun: false, default);
            _time.Advance(TimeSpan.FromDays(40));
            await Collector(free).CollectAsync(dryRun: false, default);
            if (_blobs.Count > 0) throw new InvalidOperationException($"Left over:\n{string.Join('\n', _blobs.Keys)}\n{_interleaving.History}");
        }

        private async Task JobAsync(string job)
        {
            var stores = StoresOf(what => _interleaving.TurnAsync(job, what));
            var wanted = Tokens.Where(_ => _random.Next(2) == 0).ToImmutableArray();
            var entry = string.Create(CultureInfo.InvariantCulture, $"index/jobs/{DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - _time.GetUtcNow().ToUnixTimeMilliseconds():D15}-{job}");
            await stores.Jobs.PutBytesAsync(job, "submission.json", "{}"u8.ToArray(), default);
            await stores.Blobs.PutAsync(new BlobName(entry), "{}"u8.ToArray(), BlobCondition.IfAbsent, default);
            var pins = new JobPins(stores);
            await pins.PutAsync(job, new StagePins { Stage = 0, Snapshot = "plans/snapshots/none.json", Tokens = wanted, Outputs = wanted, Functions = ImmutableSortedDictionary<string, string>.Empty }, default);
            var found = new List<LedgerRecord>();
            foreach (var token in wanted)
            {
                var results = await RecordedResults.ReadAsync(stores, token, default);
                if (results.Lost.Count > 0) throw new InvalidOperationException($"{job} found a record without its result.\n{_interleaving.History}");
                found.AddRange(results.View.Records);
                if (results.View.Records.Count == 0) found.Add(await MakeAsync(stores, token, job, results.View.Epoch));
            }
            foreach (var record in found)
            {
                if (await stores.Blobs.GetAsync(new BlobName(record.Blob!), default) is null) throw new InvalidOperationException($"{job} lost {record.Blob}.\n{_interleaving.History}");
            }
            _outputs.UnionWith(wanted);
            await pins.EndAsync(job, new JobEnd(_time.GetUtcNow()), default);
        }

        private static async Task<LedgerRecord> MakeAsync(TenantStores stores, string token, string job, int epoch = 0)
        {
            var blob = new BlobName($"results/{token}/{job}-{Guid.NewGuid():N}");
            await stores.Blobs.PutAsync(blob, Encoding.UTF8.GetBytes(token), BlobCondition.IfAbsent, default);
            var record = new LedgerRecord { First = 0, Last = 9, Blob = blob.Value, Bytes = 64, Seconds = 1, Job = job };
            await stores.Ledger.TryRecordAsync(token, record, epoch, default);
            return record;
        }

        private CacheCollector Collector(TenantStores stores) => new(stores, new CacheOptions { BudgetBytes = 0 }, _time);

        private TenantStores StoresOf(Func<string, Task> turn) => new("acme", new MemoryBlobs(_time, _blobs, turn), _time);
    }
}
