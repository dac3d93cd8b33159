using System.Collections.Immutable;

namespace Serverless.Datasets.Delta;

/// <summary>Puts the actions of a log together, the oldest first. Section "Action Reconciliation" of the protocol.</summary>
internal sealed class DeltaReplay
{
    private readonly Dictionary<(string Path, string? Vector), DeltaAdd> _files = [];
    private readonly Dictionary<(string Path, string? Vector), DeltaRemove> _removed = [];
    private readonly Dictionary<string, DeltaTransaction> _transactions = new(StringComparer.Ordinal);
    private DeltaProtocol? _protocol;
    private DeltaMetadata? _metadata;
    private DeltaCommitInfo? _last;

    public DeltaReplay()
    {
    }

    /// <summary>Goes on from a version.</summary>
    public DeltaReplay(DeltaState state)
    {
        foreach (var file in state.Files) _files[(DeltaPath.Key(file.Path), file.DeletionVector)] = file;
        foreach (var file in state.Removed) _removed[(DeltaPath.Key(file.Path), file.DeletionVector)] = file;
        foreach (var (application, transaction) in state.Transactions) _transactions[application] = transaction;
        (_protocol, _metadata, _last) = (state.Protocol, state.Metadata, state.Last);
    }

    /// <summary>The actions of one entry, or of a checkpoint.</summary>
    /// <exception cref="FormatException">It contradicts itself.</exception>
    public void Apply(IEnumerable<DeltaAction> actions)
    {
        var (protocols, metadatas) = (0, 0);
        _last = null;
        foreach (var action in actions)
        {
            switch (action)
            {
                case DeltaProtocol protocol:
                    if (++protocols > 1) throw new FormatException("it has two protocols");
                    _protocol = protocol;
                    break;
                case DeltaMetadata metadata:
                    if (++metadatas > 1) throw new FormatException("it has the table's metadata twice");
                    _metadata = metadata;
                    break;
                case DeltaAdd add:
                    _removed.Remove((DeltaPath.Key(add.Path), add.DeletionVector));
                    _files[(DeltaPath.Key(add.Path), add.DeletionVector)] = add;
                    break;
                case DeltaRemove remove:
                    _files.Remove((DeltaPath.Key(remove.Path), remove.DeletionVector));
                    _removed[(DeltaPath.Key(remove.Path), remove.DeletionVector)] = remove;
                    break;
                case DeltaTransaction transaction:
                    _transactions[transaction.Application] = transaction;
                    break;
                case DeltaCommitInfo info:
                    _last = info;
                    break;
            }
        }
    }

    /// <param name="version">That of the last entry.</param>
    /// <exception cref="FormatException">Something is missing.</exception>
    public DeltaState Finish(long version)
    {
        if (_protocol is not { } protocol) throw new FormatException("no entry says which protocol it follows");
        if (_metadata is not { } metadata) throw new FormatException("no entry has the table's metadata");
        return new DeltaState(version, protocol, metadata, [.. _files.Values], [.. _removed.Values], _transactions.ToImmutableDictionary(StringComparer.Ordinal), _last);
    }
}
