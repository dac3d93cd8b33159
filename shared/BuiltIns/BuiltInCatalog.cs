using Serverless.BuiltIns.Exec;
using Serverless.BuiltIns.Http;
using Serverless.Graph.Functions;
using Serverless.Tables;

namespace Serverless.BuiltIns;

/// <summary>The functions that every host has.</summary>
public static class BuiltInCatalog
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
        .Add(BuiltInFunctions.Sql($"1-duckdb-{TableEngine.LibraryVersion}"));
}
