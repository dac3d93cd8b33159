using System.Text.Json;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Values.Tables.Columns;

/// <summary>A column that grows by a value of each record, which it reads from the record's JSON.</summary>
internal abstract class RecordColumn
{
    /// <summary>Values so far.</summary>
    public abstract int Count { get; }

    /// <summary>Adds the value that the reader stands on, and leaves the reader at its end.</summary>
    /// <exception cref="NoTableException">The column cannot hold it.</exception>
    public abstract void Add(ref Utf8JsonReader json);

    public abstract void AddNull();

    /// <summary>A column of the same kind without a value: it takes each value that this one has as this one took it.</summary>
    public abstract RecordColumn Empty();

    /// <summary>Values of before were taken for another kind than they have together with what came later: the records are to be read again, into <see cref="Empty"/>.</summary>
    public virtual bool IsLate => false;

    public abstract ColumnData ToData(string name);
}
