namespace Serverless.Store.Records;

/// <summary>The columns of the tables that tasks wrote for a dataset, from one task on until the next shape begins.</summary>
/// <param name="First">Index of the first task.</param>
/// <param name="HasRows">False: the tasks wrote no row.</param>
/// <param name="Columns">Empty where nothing is known of them: no record, no columns.</param>
public sealed record WrittenShape(long First, bool HasRows, IReadOnlyList<WrittenColumn> Columns)
{
    public bool IsSame(WrittenShape other) => HasRows == other.HasRows && Columns.SequenceEqual(other.Columns);
}

/// <summary>One column of a written table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">As SQL.</param>
/// <param name="IsKey">It is in the label, and in no file.</param>
/// <param name="IsNull">No row has a value.</param>
public sealed record WrittenColumn(string Name, string Type, bool IsKey = false, bool IsNull = false);
