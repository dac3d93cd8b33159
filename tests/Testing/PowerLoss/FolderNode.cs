namespace Serverless.Testing.PowerLoss;

/// <summary>A folder: its entries as they are, as they are on stable storage, and the changes in between.</summary>
internal sealed class FolderNode
{
    /// <summary>Entries now; a value is a <see cref="FileNode"/> or a <see cref="FolderNode"/>.</summary>
    public Dictionary<string, object> Entries { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, object> Durable { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes since the last flush, oldest first.</summary>
    public List<EntryChange> Pending { get; } = [];

    public void Change(EntryChange change)
    {
        change.Apply(this, Entries);
        Pending.Add(change);
    }

    /// <summary>Flushes: a rename that removes from here cannot be durable without its other half.</summary>
    public void Flush()
    {
        foreach (var change in Pending)
        {
            change.Apply(this, Durable);
            if (change.To is { } target && target != this && target.Pending.Contains(change)) change.Apply(target, target.Durable);
        }
        Pending.Clear();
    }
}

/// <summary>A change of entries: added (<see cref="To"/>), removed (<see cref="From"/>), or renamed (both).</summary>
internal sealed record EntryChange(object Node, FolderNode? From, string FromName, FolderNode? To, string ToName)
{
    /// <summary>Applies the part that concerns a folder.</summary>
    public void Apply(FolderNode folder, Dictionary<string, object> entries)
    {
        if (From == folder && entries.TryGetValue(FromName, out var there) && there == Node) entries.Remove(FromName);
        if (To == folder) entries[ToName] = Node;
    }
}
