using Serverless.Datasets;
using Serverless.Execution.Programs.Tables;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;
using Serverless.Store;
using Serverless.Store.Records;
using Serverless.Store.Writes;
using WriteMode = Serverless.Graph.Kinds.WriteMode;

namespace Serverless.Execution.Tests.Commits;

/// <summary>A job that writes one dataset in one task.</summary>
internal sealed class WriteJob(string name, string token, WriteMode mode, int partitions, string keyType, IReadOnlyList<(string Name, string Type, bool IsNull)> columns)
{
    public string Name => name;

    public string Token => token;

    public WriteMode Mode => mode;

    public int Partitions => partitions;

    public string KeyType => keyType;

    public IReadOnlyList<(string Name, string Type, bool IsNull)> Columns { get; } = [.. columns.DistinctBy(c => c.Name)];

    public bool HasEnded { get; set; }

    public string? Refused { get; set; }

    public WriteNode Node { get; } = new() { Id = new NodeId("w"), Dataset = "d", Mode = mode, PartitionBy = ["k"] };

    public WrittenShape Shape => new(0, partitions > 0, [.. Columns.Select(c => new WrittenColumn(c.Name, c.Type, IsNull: c.IsNull || partitions == 0)), new WrittenColumn("k", keyType, IsKey: true, IsNull: partitions == 0)]);

    public async Task<DatasetCommit> ChangeAsync(TenantStores stores, WrittenResults written, IReadOnlyList<WrittenFile> files) => new()
    {
        Id = new DatasetId("d"),
        CommitId = DatasetWrites.CommitOf(name, "w"),
        Token = token,
        Mode = Enum.Parse<Serverless.Datasets.WriteMode>(mode.ToString()),
        PartitionKeys = ["k"],
        Schema = await new WriteSchemas(stores, new ExecutionOptions { ScratchFolder = Path.GetTempPath() }.Inputs).MergeAsync(Node, written, files, default),
        Added = [.. files.Select(f => DatasetPartition.Create(new DatasetId("d"), f.Label))],
    };
}
