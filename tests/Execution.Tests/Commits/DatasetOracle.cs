using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Datasets;
using Serverless.Datasets.Versions;
using Serverless.Execution.Programs.Tables;
using Serverless.Execution.Tests.Cache.Kit;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Store.Records;
using Serverless.Store.Results;
using Serverless.Store.Writes;
using Serverless.Testing;
using Serverless.Testing.Properties;
using WriteMode = Serverless.Graph.Kinds.WriteMode;

namespace Serverless.Execution.Tests.Commits;

/// <summary>
/// Sequences of creations, appends, replacements, deletions, foreign changes and collections, with writers that overlap and die, against a model that is a list
/// of partitions with typed columns. The model shares no code with the commit: it hears the entries of the log, and reads them by itself.
/// </summary>
public sealed class DatasetOracle
{
    private const string CasesVariable = "SERVERLESS_ORACLE_CASES";

    [Fact]
    public void AnyHistory_IsWhatTheModelSays() => Check(int.TryParse(Environment.GetEnvironmentVariable(CasesVariable), CultureInfo.InvariantCulture, out var cases) ? cases : 1_000);

    private static void Check(int cases) => Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
    {
        // Off the runner's synchronization context: continuations run where the interleaving completes them.
        Task.Run(() => new World(seed).RunAsync()).GetAwaiter().GetResult();
        return true;
    }).Check(FixedSeed.Cases(cases));

    private sealed class World(int seed)
    {
        private static readonly DatasetId Id = new("d");
        private static readonly string[] Types = ["INTEGER", "BIGINT", "VARCHAR", "DOUBLE"];

        private readonly Random _random = new(seed);
        private readonly ManualTime _time = new();
        private readonly Dictionary<string, BlobContent> _blobs = new(StringComparer.Ordinal);
        private readonly DatasetModel _model = new();
        private readonly List<WriteJob> _jobs = [];
        private Interleaving? _interleaving;

        public async Task RunAsync()
        {
            for (var step = 0; step < 5; step++)
            {
                switch (_random.Next(8))
                {
                    case 0: await CollectAsync(); break;
                    case 1: await ForeignAsync(); break;
                    case 2: await DeleteAsync(); break;
                    case 3 when _jobs.Count > 0: await RunAsync([_jobs[_random.Next(_jobs.Count)]]); break;
                    case 4 or 5: await RunAsync([NewJob(), NewJob()]); break;
                    default: await RunAsync([NewJob()]); break;
                }
                await CompareAsync();
            }
        }

        private WriteJob NewJob()
        {
            var mode = (WriteMode)_random.Next(3);
            // Replacements of equal token come from several jobs; others are a job's own.
            var token = mode == WriteMode.Replace ? _random.Next(3) : 100 + _jobs.Count;
            var shape = new Random(token * 31 + (mode == WriteMode.Replace ? seed : seed + _jobs.Count));
            var job = new WriteJob(
                $"job{_jobs.Count}",
                new string((char)('a' + token % 26), 60) + token.ToString("D4", CultureInfo.InvariantCulture),
                mode,
                shape.Next(4),
                shape.Next(6) == 0 ? Types[shape.Next(Types.Length)] : "BIGINT",
                [.. Enumerable.Range(0, 2).Select(c => (Name: shape.Next(8) == 0 ? "other" : $"c{c}", Type: c == 0 ? Types[shape.Next(2)] : shape.Next(6) == 0 ? Types[shape.Next(Types.Length)] : "VARCHAR", IsNull: shape.Next(6) == 0))]);
            _jobs.Add(job);
            return job;
        }

        // Writers that overlap; each may die anywhere, and is tried again until it comes to an end.
        private async Task RunAsync(WriteJob[] jobs)
        {
            _interleaving = new Interleaving(_random);
            // A job that was refused may be tried again when the dataset is another.
            foreach (var job in jobs) (job.Refused, job.HasEnded) = (null, false);
            var runs = jobs.Distinct().Select(j => WriteAsync(StoresOf(j.Name), j)).ToList();
            await _interleaving.RunAsync(runs, _ => _random.Next(40) == 0);
            foreach (var job in jobs.Where(j => !j.HasEnded)) await WriteAsync(StoresOf(null), job);
            foreach (var job in jobs)
            {
                if (job.Refused is { } refused && !_model.WouldRefuse(job)) throw Wrong($"{job.Name} was refused: {refused}");
                if (job.Refused is null && !_model.Has(job.Name)) throw Wrong($"{job.Name} said done and committed nothing");
            }
        }

        private async Task WriteAsync(TenantStores stores, WriteJob job)
        {
            var node = job.Node;
            while (true)
            {
                var (view, _) = await RecordedResults.ReadAsync(stores, job.Token, default);
                if (view.Records.Count == 0) await StoreAsync(stores, job, view.Epoch);
                var written = new WrittenResults(job.Token, 1, (await stores.Ledger.ViewAsync(job.Token, default)).Records);
                try
                {
                    var files = written.Files("w");
                    if (!await DatasetWrites.HasCommittedAsync(stores, job.Name, node, default))
                    {
                        await written.VerifyAsync(stores, node, default);
                        var change = await job.ChangeAsync(stores, written, files);
                        await stores.Datasets.CommitAsync(change, null, default);
                    }
                    await stores.Jobs.PutBytesAsync(job.Name, DatasetWrites.MarkOf(node), ReadOnlyMemory<byte>.Empty, default);
                    job.HasEnded = true;
                    return;
                }
                catch (LostResultException)
                {
                    // Planned again, and made again.
                }
                catch (DatasetException e)
                {
                    (job.Refused, job.HasEnded) = (e.Message, true);
                    return;
                }
            }
        }

        private async Task StoreAsync(TenantStores stores, WriteJob job, int epoch)
        {
            var attempt = Guid.NewGuid().ToString("N");
            var files = new List<WrittenFile>();
            for (var p = 0; p < job.Partitions; p++)
            {
                var label = PartitionLabel.Format([new("k", p.ToString(CultureInfo.InvariantCulture))], $"{attempt[..30]}{p:D2}");
                await stores.Blobs.PutAsync(new BlobName(DatasetPartition.FileKey(Id, label)), new byte[10 + p], BlobCondition.IfAbsent, default);
                files.Add(new WrittenFile(0, label, 1, 10 + p));
            }
            await stores.Ledger.TryRecordAsync(
                job.Token, new LedgerRecord { First = 0, Last = 0, Files = files, Folder = "d/table", Shapes = [job.Shape], Job = job.Name }, epoch, default);
        }

        // As kartothek's: everything that no manifest names.
        private async Task CollectAsync()
        {
            var stores = StoresOf(null);
            var used = (await stores.Datasets.FindAsync(Id, default))?.Manifest.Partitions.Values.SelectMany(p => p.Files.Values).ToHashSet(StringComparer.Ordinal) ?? [];
            foreach (var file in (await stores.Datasets.FilesAsync(Id, default)).Keys.Where(f => !used.Contains(f))) _blobs.Remove(file);
        }

        private async Task DeleteAsync()
        {
            if (_random.Next(3) > 0 || !await StoresOf(null).Datasets.DeleteAsync(Id, default)) return;
            if (_blobs.ContainsKey(DatasetStore.ManifestOf(Id).Value)) throw Wrong("a deleted dataset has a manifest");
            if (_random.Next(2) == 0) foreach (var name in _blobs.Keys.Where(n => n.StartsWith("d/table/", StringComparison.Ordinal)).ToList()) _blobs.Remove(name);
            _model.Delete();
        }

        // Another program takes a partition out and keeps our metadata.
        private async Task ForeignAsync()
        {
            var stores = StoresOf(null);
            var name = DatasetStore.ManifestOf(Id);
            // It may be a version behind, where a writer died before it.
            if (!_blobs.TryGetValue(name.Value, out var manifest)) return;
            var json = JsonNode.Parse(manifest.Bytes.Span)!;
            if (json["partitions"]!.AsObject() is not { Count: > 0 } partitions) return;
            var gone = partitions.First().Key;
            partitions.Remove(gone);
            await new MemoryBlobs(_time, _blobs, _ => Task.CompletedTask).PutAsync(name, System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()), BlobCondition.None, default);
            try
            {
                await stores.Datasets.FindAsync(Id, default);
                throw Wrong("what another program changed is read");
            }
            catch (DatasetChangedException)
            {
                // Until somebody says what counts.
            }
            await stores.Datasets.AdoptAsync(Id, default);
            _model.Remove(gone);
        }

        private async Task CompareAsync()
        {
            var manifest = (await StoresOf(null).Datasets.FindAsync(Id, default))?.Manifest;
            if (manifest is null != !_model.Exists) throw Wrong("the dataset is there in one of both only");
            if (manifest is null) return;
            if (!manifest.Partitions.Keys.SequenceEqual(_model.Labels, StringComparer.Ordinal)) throw Wrong($"partitions are\n{string.Join('\n', manifest.Partitions.Keys)}\nand should be\n{string.Join('\n', _model.Labels)}");
            var schema = manifest.SchemaOf("table") is { } s ? string.Join(", ", s.Keys.Concat(s.Columns.OrderBy(c => c.Name, StringComparer.Ordinal)).Select(c => $"{c}{(c.IsNull ? "?" : "")}")) : null;
            if (schema != _model.Schema) throw Wrong($"the schema is {schema} and should be {_model.Schema}");
            if (manifest.Partitions.Values.SelectMany(p => p.Files.Values).FirstOrDefault(f => !_blobs.ContainsKey(f)) is { } missing) throw Wrong($"{missing} is named and gone");
        }

        private TenantStores StoresOf(string? actor) => new(
            "acme",
            new HeardBlobs(new MemoryBlobs(_time, _blobs, what => actor is null ? Task.CompletedTask : _interleaving!.TurnAsync(actor, what)), "d/_delta_log/", Hear),
            _time);

        private void Hear(BlobName name, ReadOnlySpan<byte> content)
        {
            if (!name.Value.EndsWith(".json", StringComparison.Ordinal)) return;
            var entry = System.Text.Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!).ToList();
            // An adoption and a deletion are no one's.
            if (entry[0]["commitInfo"]!["serverless"]!["commit"]?.GetValue<string>() is { } commit) _model.Commit(_jobs.Find(j => DatasetWrites.CommitOf(j.Name, "w") == commit)!, entry);
        }

        private InvalidOperationException Wrong(string what) => new($"Seed {seed}: {what}.\n{_model.History}\n{_interleaving?.History}");
    }
}
