using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Execution.Tests.Cache.Kit;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Store.Content;
using Serverless.Store.Records;
using Serverless.Testing;
using Serverless.Testing.Properties;

namespace Serverless.Execution.Tests.Cache;

/// <summary>
/// Jobs and collectors on one store, their storage operations interleaved at random; collectors die anywhere. Results stand in their record, or have large values and
/// refer to streams: of their own, of equal content as others', and of the results that their job found.
/// </summary>
public sealed class CollectorProperties
{
    private static readonly string[] Tokens = [.. Enumerable.Range(0, 3).Select(t => new string((char)('a' + t), 64))];

    private static readonly string[] Contents = ["one", "two", "three"];

    [Fact]
    public void AnyInterleaving_LeavesAJobWhatItFound_AndInTheEndNothingThatNobodyHolds() =>
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
        {
            // Off the runner's synchronization context: continuations run where the interleaving completes them.
            Task.Run(() => new World(seed).RunAsync()).GetAwaiter().GetResult();
            return true;
        }).Check(FixedSeed.Cases(500));

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
            // Before there is anything: no stream here is older than the names of streams in records.
            await Collector(free).CollectAsync(dryRun: false, default);
            var stamp = Assert.Single(_blobs).Key;
            // Results of an earlier job that no one holds any more, and one blob that was never recorded.
            foreach (var token in Tokens.Where(_ => _random.Next(4) > 0)) await MakeAsync(free, token, "before", []);
            await free.Blobs.PutAsync(new BlobName($"results/{Tokens[0]}/orphan"), new byte[10], BlobCondition.None, default);
            foreach (var content in Contents.Where(_ => _random.Next(2) == 0)) await StoreAsync(free, StoredStreams.NameOf(HashOf(content)), content);
            await StoreAsync(free, LargeValue.NameOf(Tokens[0], HashOf(Contents[0])), Contents[0]);
            // A job that ended, in whose document a stream is named.
            await StoreAsync(free, StoredStreams.NameOf(HashOf("named")), "named");
            await SubmitAsync(free, "named", $$"""{ "name": "values/{{HashOf("named")}}" }""");
            await new JobPins(free).EndAsync("named", new JobEnd(_time.GetUtcNow()), default);
            _time.Advance(TimeSpan.FromHours(2));

            var actors = new List<Task>();
            for (var j = 0; j < 3; j++) actors.Add(JobAsync($"job{j}"));
            actors.AddRange(new[] { "collector0", "collector1" }.Select(name => Collector(StoresOf(what => _interleaving.TurnAsync(name, what))).CollectAsync(dryRun: false, default)));
            await _interleaving.RunAsync(actors, actor => actor.StartsWith("collector", StringComparison.Ordinal) && _random.Next(60) == 0);

            // What a collector left when it died is put right by the next one: outputs of jobs are there.
            await Collector(free).CollectAsync(dryRun: false, default);
            if (!_blobs.ContainsKey(StoredStreams.NameOf(HashOf("named")).Value)) throw new InvalidOperationException($"The stream that a document names is gone.\n{_interleaving.History}");
            foreach (var token in _outputs)
            {
                if ((await RecordedResults.ReadAsync(free, token, default)) is not { View.Records.Count: > 0, Lost.Count: 0 }) throw new InvalidOperationException($"The output {token[0]} is gone.\n{_interleaving.History}");
            }

            // Once no one holds anything, nothing is left.
            _time.Advance(TimeSpan.FromDays(40));
            await Collector(free).CollectAsync(dryRun: false, default);
            _time.Advance(TimeSpan.FromDays(40));
            await Collector(free).CollectAsync(dryRun: false, default);
            if (_blobs.Keys.Any(b => b != stamp)) throw new InvalidOperationException($"Left over:\n{string.Join('\n', _blobs.Keys)}\n{_interleaving.History}");
        }

        private async Task JobAsync(string job)
        {
            var stores = StoresOf(what => _interleaving.TurnAsync(job, what));
            var wanted = Tokens.Where(_ => _random.Next(2) == 0).ToImmutableArray();
            // Some come late: in the middle of a collector's sweep.
            for (var turns = _random.Next(2) == 0 ? _random.Next(150) : 0; turns > 0; turns--) await _interleaving.TurnAsync(job, "is not there yet");
            await SubmitAsync(stores, job, "{}");
            var pins = new JobPins(stores);
            await pins.PutAsync(job, new StagePins { Stage = 0, Snapshot = "plans/snapshots/none.json", Tokens = wanted, Outputs = wanted, Functions = ImmutableSortedDictionary<string, string>.Empty }, default);
            var found = new List<(string Token, LedgerRecord Record)>();
            foreach (var token in wanted)
            {
                var results = await RecordedResults.ReadAsync(stores, token, default);
                if (results.Lost.Count > 0) throw new InvalidOperationException($"{job} found a record without its result.\n{_interleaving.History}");
                found.AddRange(results.View.Records.Select(r => (token, r)));
                if (results.View.Records.Count == 0) found.Add((token, await MakeAsync(stores, token, job, [.. found.Select(static f => f.Record)], results.View.Epoch)));
            }
            foreach (var (token, record) in found)
            {
                // A record may be closed for a moment, and is put back: whether what stands in it is kept shows in the end.
                IEnumerable<BlobName> all = [.. record.Blob is { } result ? [new BlobName(result)] : Array.Empty<BlobName>(), .. (record.Streams ?? []).Select(StoredStreams.NameOf), .. (record.Values ?? []).Select(v => LargeValue.NameOf(token, v))];
                foreach (var blob in all)
                {
                    if (await stores.Blobs.GetAsync(blob, default) is null) throw new InvalidOperationException($"{job} lost {blob}.\n{_interleaving.History}");
                }
            }
            _outputs.UnionWith(wanted);
            await pins.EndAsync(job, new JobEnd(_time.GetUtcNow()), default);
        }

        private async Task SubmitAsync(TenantStores stores, string job, string document)
        {
            var entry = string.Create(CultureInfo.InvariantCulture, $"index/jobs/{DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - _time.GetUtcNow().ToUnixTimeMilliseconds():D15}-{job}");
            await stores.Jobs.PutBytesAsync(job, "document.json", Encoding.UTF8.GetBytes(document), default);
            await stores.Jobs.PutBytesAsync(job, "submission.json", "{}"u8.ToArray(), default);
            await stores.Blobs.PutAsync(new BlobName(entry), "{}"u8.ToArray(), BlobCondition.IfAbsent, default);
        }

        private static string HashOf(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

        private async Task StoreAsync(TenantStores stores, BlobName name, string content)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
            await ContentBlob.StoreAsync(stores.Blobs, name, stream, _time, default);
        }

        private async Task<LedgerRecord> MakeAsync(TenantStores stores, string token, string job, IReadOnlyCollection<LedgerRecord> found, int epoch = 0)
        {
            var streams = found.SelectMany(r => r.Streams ?? []).Where(_ => _random.Next(2) == 0).ToHashSet(StringComparer.Ordinal);
            foreach (var content in Contents.Where(_ => _random.Next(3) == 0))
            {
                await StoreAsync(stores, StoredStreams.NameOf(HashOf(content)), content);
                streams.Add(HashOf(content));
            }
            var value = _random.Next(2) == 0 ? Contents[_random.Next(Contents.Length)] : null;
            if (value is not null) await StoreAsync(stores, LargeValue.NameOf(token, HashOf(value)), value);
            if (streams.Count > 0) await StoredStreams.MarkAsync(stores.Blobs, token, default);
            var inline = streams.Count == 0 && _random.Next(2) == 0 ? Encoding.UTF8.GetBytes(token) : null;
            var blob = inline is null ? new BlobName($"results/{token}/{job}-{Guid.NewGuid():N}") : (BlobName?)null;
            if (blob is { } result) await stores.Blobs.PutAsync(result, Encoding.UTF8.GetBytes(token), BlobCondition.IfAbsent, default);
            var record = new LedgerRecord { First = 0, Last = 9, Blob = blob?.Value, Inline = inline, Bytes = 64, Seconds = 1, Job = job, Streams = streams.Count == 0 ? null : [.. streams], Values = value is null ? null : [HashOf(value)] };
            await stores.Ledger.TryRecordAsync(token, record, epoch, default);
            return record;
        }

        private CacheCollector Collector(TenantStores stores) => new(stores, new CacheOptions { BudgetBytes = 0 }, _time);

        private TenantStores StoresOf(Func<string, Task> turn) => new("acme", new MemoryBlobs(_time, _blobs, turn), _time);
    }
}
