using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;
using Serverless.Planning;
using Serverless.Planning.Snapshots;
using Serverless.Store.Resolving;
using Serverless.Store.Results;
using Serverless.Tables.Conditions;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Types;

namespace Serverless.Execution.Tables;

/// <summary>Partitions of one source as files.</summary>
internal abstract class TableSource
{
    public abstract Task<IReadOnlyList<ParquetFile>> FilesAsync(long index, InputFiles files, CancellationToken cancellationToken);

    public abstract IEnumerable<string> Describe(IndexRange elements);

    /// <summary>Nothing is chosen of the files: all columns, all rows.</summary>
    public virtual bool IsPlain => true;

    /// <summary>The files are results, which we wrote.</summary>
    public virtual bool IsOurs => false;

    /// <summary>The columns are known where there is no file, too.</summary>
    public virtual bool HasColumns => false;

    /// <summary>Chooses columns and rows.</summary>
    public virtual ParquetInput Shape(ParquetInput input) => input;

    /// <summary>The columns of what a node gives, whether there is a partition of it or not: of a dataset, all of it or some partitions or columns. Null: it takes a partition to know.</summary>
    public static TableSchema? ColumnsOf(JobDocument document, JobSnapshot snapshot, NodeId node)
    {
        while (document.Nodes[node] is { OnlyChooses: true, Over: [var only] }) node = only.Node;
        if (document.Nodes[node] is not ReadNode read || snapshot.Reads.GetValueOrDefault(node.Value) is not { } found || ColumnsOf(found) is not { } all) return null;
        return read.Columns is { } chosen ? new TableSchema([.. chosen.Select(name => all.Columns[all.IndexOf(name)])]) : all;
    }

    private static TableSchema? ColumnsOf(ReadSnapshot read) => read.Columns is { } all ? new TableSchema([.. all.Select(c => new TableColumn(c.Name, ColumnType.Parse(c.Type)))]) : null;

    /// <summary>Partitions of a read.</summary>
    public sealed class Read(ReadNode node, ReadSnapshot read) : TableSource
    {
        private readonly IReadOnlyList<PartitionSnapshot> _partitions = read.Partitions;

        // A dataset's files are one table, whatever each of them has.
        private readonly TableSchema? _schema = ColumnsOf(read);

        // With the columns of conditions; null = all.
        private readonly HashSet<string>? _columns = node.Columns is { } chosen
            ? [.. chosen, .. node.Where.SelectMany(all => all).Select(condition => condition.Column)]
            : null;

        public override bool IsPlain => _schema is null && node.Columns is null && node.Where.IsEmpty;

        public override bool HasColumns => _schema is not null;

        public override ParquetInput Shape(ParquetInput input) => input with
        {
            Schema = _schema,
            HasLooseTimes = read.HasLooseTimes,
            Columns = node.Columns is { } columns ? columns : null,
            Where = [.. node.Where.Select(all => (IReadOnlyList<ColumnCondition>)[.. all.Select(Conditions.Of)])],
        };

        public override async Task<IReadOnlyList<ParquetFile>> FilesAsync(long index, InputFiles files, CancellationToken cancellationToken) =>
            [await files.PartitionAsync(_partitions[(int)index], _columns, isNamedOnce: node.Dataset is not null, cancellationToken)];

        public override IEnumerable<string> Describe(IndexRange elements)
        {
            for (var i = elements.First; i <= elements.Last; i++) yield return _partitions[(int)i].File;
        }
    }

    /// <summary>Rows of a collection by buckets: of each a share of every part, in the order of the parts.</summary>
    /// <param name="node">Whose rows they are.</param>
    /// <param name="results">The parts.</param>
    /// <param name="parts">How many.</param>
    /// <param name="buckets">How many buckets each has.</param>
    public sealed class Buckets(string node, StoredResults results, long parts, int buckets) : TableSource
    {
        private byte[][]? _headers;

        public override bool IsOurs => true;

        public override ParquetInput Shape(ParquetInput input) => input with { IsOurs = true };

        public override async Task<IReadOnlyList<ParquetFile>> FilesAsync(long index, InputFiles files, CancellationToken cancellationToken)
        {
            _headers ??= await HeadersAsync(cancellationToken);
            var found = new List<ParquetFile>();
            for (var part = 0; part < parts; part++)
            {
                var (offset, length) = BucketPart.PlaceOf(_headers[part], (int)index);
                var path = files.NewPath();
                await results.SaveRangeAsync(part, offset, length, path, cancellationToken);
                found.Add(new ParquetFile(path) { Title = $"{node}[{part}] by keys" });
            }
            return found;
        }

        // Where the types of a column differ from part to part, rows of equal keys may be in two buckets: that is no result.
        private async Task<byte[][]> HeadersAsync(CancellationToken cancellationToken)
        {
            var headers = new byte[parts][];
            (int Part, string Rule)? first = null;
            for (var part = 0; part < parts; part++)
            {
                headers[part] = await results.RangeAsync(part, 0, BucketPart.HeaderBytes(buckets), cancellationToken);
                if (BucketPart.RuleOf(headers[part]) is not { } rule) continue;
                first ??= (part, rule);
                if (first.Value.Rule != rule)
                    throw new TableException(TableErrorKind.DifferentFiles, $"The keys of '{node}' have types in [{first.Value.Part}] and [{part}] that do not compare: cast them in a map by sql.");
            }
            return headers;
        }

        public override IEnumerable<string> Describe(IndexRange elements) => [$"{node} by keys, buckets {elements}"];
    }

    /// <summary>Results of another pipeline.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="results">They.</param>
    /// <param name="columns">Those that there are without a result, too; null: not known.</param>
    public sealed class Stored(string node, StoredResults results, TableSchema? columns) : TableSource
    {
        public override bool IsOurs => true;

        public override bool HasColumns => columns is not null;

        public override ParquetInput Shape(ParquetInput input) => input.Files.Count == 0 && columns is not null ? input with { Schema = columns } : input with { IsOurs = true };

        public override async Task<IReadOnlyList<ParquetFile>> FilesAsync(long index, InputFiles files, CancellationToken cancellationToken) =>
            [(await files.ResultAsync(results, index, cancellationToken)) with { Title = $"{node}[{index}]" }];

        public override IEnumerable<string> Describe(IndexRange elements) => [$"{node}[{elements}]"];
    }
}
