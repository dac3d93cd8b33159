using Serverless.Execution.Results;
using Serverless.Graph.Documents;
using Serverless.Planning;
using Serverless.Planning.Snapshots;
using Serverless.Tables;

namespace Serverless.Execution.Tables;

/// <summary>Partitions of one source as files.</summary>
internal abstract class TableSource
{
    public abstract Task<IReadOnlyList<ParquetFile>> FilesAsync(long index, InputFiles files, CancellationToken cancellationToken);

    public abstract IEnumerable<string> Describe(IndexRange elements);

    /// <summary>Nothing is chosen of the files: all columns, all rows.</summary>
    public virtual bool IsPlain => true;

    /// <summary>The files are results, which say what types their columns had.</summary>
    public virtual bool HasTypes => false;

    /// <summary>Chooses columns and rows.</summary>
    public virtual ParquetInput Shape(ParquetInput input) => input;

    /// <summary>Partitions of a read.</summary>
    public sealed class Read(ReadNode node, ReadSnapshot read) : TableSource
    {
        private readonly IReadOnlyList<PartitionSnapshot> _partitions = read.Partitions;

        // A dataset's files are one table, whatever each of them has.
        private readonly TableSchema? _schema = read.Columns is { } all ? new TableSchema([.. all.Select(c => new TableColumn(c.Name, ColumnType.Parse(c.Type)))]) : null;

        // With the columns of conditions; null = all.
        private readonly HashSet<string>? _columns = node.Columns is { } chosen
            ? [.. chosen, .. node.Where.SelectMany(all => all).Select(condition => condition.Column)]
            : null;

        public override bool IsPlain => _schema is null && node.Columns is null && node.Where.IsEmpty;

        public override ParquetInput Shape(ParquetInput input) => input with
        {
            Schema = _schema,
            Columns = node.Columns is { } columns ? columns : null,
            Where = [.. node.Where.Select(all => (IReadOnlyList<ColumnCondition>)[.. all.Select(Conditions.Of)])],
        };

        public override async Task<IReadOnlyList<ParquetFile>> FilesAsync(long index, InputFiles files, CancellationToken cancellationToken) =>
            [await files.PartitionAsync(_partitions[(int)index], _columns, cancellationToken)];

        public override IEnumerable<string> Describe(IndexRange elements)
        {
            for (var i = elements.First; i <= elements.Last; i++) yield return _partitions[(int)i].File;
        }
    }

    /// <summary>Results of another pipeline.</summary>
    public sealed class Stored(string node, StoredResults results) : TableSource
    {
        public override bool HasTypes => true;

        public override ParquetInput Shape(ParquetInput input) => input with { HasTypes = true };

        public override async Task<IReadOnlyList<ParquetFile>> FilesAsync(long index, InputFiles files, CancellationToken cancellationToken) =>
            [(await files.ResultAsync(results, index, cancellationToken)) with { Title = $"{node}[{index}]" }];

        public override IEnumerable<string> Describe(IndexRange elements) => [$"{node}[{elements}]"];
    }
}
