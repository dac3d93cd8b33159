using System.Text.Json;
using Serverless.Tables;

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

    public abstract ColumnData ToData(string name);

    /// <summary>Writes a value back, for a column whose values turn out to be of several kinds.</summary>
    public abstract void Write(Utf8JsonWriter json, int row);
}
