using System.Reflection;
using System.Text;
using Serverless.Api.Http;
using Serverless.Datasets;
using Serverless.Datasets.Versions;
using Serverless.Graph.Documents;
using Serverless.Graph.Schema;

namespace Serverless.Api.Routes;

/// <summary>What a document may name, and what this host is.</summary>
internal static class CatalogRoutes
{
    // Labels shown; a dataset may have a hundred thousand.
    private const int MaxPartitions = 1000;

    /// <summary>Of this code.</summary>
    public static string Version { get; } = typeof(CatalogRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static Task<ApiResponse> VersionAsync(RouteCall call, CancellationToken cancellationToken) =>
        Task.FromResult(ApiResponse.Of(200, new { product = "serverless", version = Version, host = call.Services.HostName, documentVersion = JobDocument.CurrentVersion }));

    public static Task<ApiResponse> SchemaAsync(RouteCall call, CancellationToken cancellationToken) =>
        Task.FromResult(ApiResponse.Bytes(200, Encoding.UTF8.GetBytes(JobSchema.Text), "application/schema+json; charset=utf-8"));

    public static Task<ApiResponse> FunctionsAsync(RouteCall call, CancellationToken cancellationToken) => Task.FromResult(ApiResponse.Of(200, new
    {
        functions = call.Services.Functions.Functions.Select(f => new
        {
            f.Name,
            f.Version,
            f.Kind,
            parameters = f.Parameters.Select(p => new { p.Name, type = p.Type.ToString(), p.Optional }),
            result = f.Result.ToString(),
            f.Impure,
        }),
    }));

    public static async Task<ApiResponse> DatasetsAsync(RouteCall call, CancellationToken cancellationToken) =>
        ApiResponse.Of(200, new { datasets = (await call.Stores.Datasets.ListAsync(cancellationToken)).Select(d => new { id = d, href = $"/api/datasets/{Uri.EscapeDataString(d)}" }) });

    public static async Task<ApiResponse> DatasetAsync(RouteCall call, CancellationToken cancellationToken)
    {
        if (await FindAsync(call, cancellationToken) is not { } version) throw ApiProblemException.NotFound($"There is no dataset '{call["id"]}' of tenant '{call.Tenant}'.");
        var manifest = version.Manifest;
        var sizes = await call.Stores.Datasets.FilesAsync(manifest.Id, cancellationToken);
        var files = manifest.Partitions.Values.SelectMany(p => p.Files.Values).ToList();
        return ApiResponse.Of(200, new
        {
            id = manifest.Id.ToString(),
            manifest.PartitionKeys,
            partitions = manifest.Partitions.Count,
            files = files.Count,
            bytes = files.Sum(f => sizes.GetValueOrDefault(f)?.Length ?? 0),
            labels = manifest.Partitions.Keys.Take(MaxPartitions),
            manifest.Metadata,
        });
    }

    private static async Task<DatasetVersion?> FindAsync(RouteCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.Stores.Datasets.FindAsync(new DatasetId(call["id"]), cancellationToken);
        }
        catch (ArgumentException)
        {
            // No name of a dataset, so there is none of that name.
            return null;
        }
        catch (DatasetException e)
        {
            throw ApiProblemException.Conflict("damaged-dataset", e.Message);
        }
    }
}
