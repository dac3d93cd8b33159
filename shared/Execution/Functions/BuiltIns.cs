using Serverless.Execution.Functions.Exec;
using Serverless.Execution.Functions.Http;
using Serverless.Graph.Functions;
using Serverless.Tables;

namespace Serverless.Execution.Functions;

/// <summary>The functions that every host has.</summary>
public static class BuiltIns
{
    /// <summary>Adds them to a catalog, and tells it what a table is: before functions that take or give one.</summary>
    /// <remarks>The version of <c>sql</c> carries DuckDB's: another engine may give another result, so it is another function.</remarks>
    public static FunctionCatalogBuilder AddBuiltIns(this FunctionCatalogBuilder builder) => builder
        .MapType(typeof(Table), DataType.Table)
        .Add(typeof(MathFunctions))
        .Add(typeof(FileFunctions))
        .Add(BuiltInFunctions.Exec with { Invoker = ExecFunction.InvokeAsync })
        .Add(BuiltInFunctions.HttpGet with { Invoker = HttpFunctions.GetAsync })
        .Add(BuiltInFunctions.Download with { Invoker = HttpFunctions.DownloadAsync })
        .Add(new FunctionDescriptor
        {
            Name = "sql",
            Version = $"1-duckdb-{TableEngine.LibraryVersion}",
            Kind = FunctionKind.Table,
            Parameters =
            [
                new FunctionParameter("query", DataType.String),
                new FunctionParameter("parameters", DataType.MapOf(DataType.Any)) { Optional = true },
            ],
            Result = DataType.Table,
        });
}
