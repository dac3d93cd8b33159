using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Execution;
using Serverless.Tables;

namespace Serverless.Local.Output;

/// <summary>A table as a JSON array of objects.</summary>
internal static class JsonRows
{
    public static JsonArray Read(TableReader reader)
    {
        var rows = new JsonArray();
        var columns = reader.Schema.Columns;
        while (reader.Read())
        {
            for (var r = 0; r < reader.RowCount; r++)
            {
                var row = new JsonObject();
                for (var c = 0; c < columns.Count; c++) row[columns[c].Name] = JsonSerializer.SerializeToNode(reader.Column(c).Value(r), ExecutionJson.Options);
                rows.Add(row);
            }
        }
        return rows;
    }
}
