using Serverless.Api.Explaining;
using Serverless.Api.Http;
using Serverless.Graph.Parsing;
using Serverless.Planning.Pipelines;

namespace Serverless.Api.Routes;

internal static class ExplainRoutes
{
    public static async Task<ApiResponse> ExplainAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(call.Request, cancellationToken);
        var document = JobParser.Parse(body.Span, call.Services.Functions).Require();
        var snapshot = await call.Services.Resolvers.Create(call.Stores).ResolveAsync(document, baseFolder: null, before: null, cancellationToken);
        try
        {
            return ApiResponse.Of(200, await JobExplainer.ExplainAsync(call.Stores, document, snapshot, call.Services.Units, cancellationToken));
        }
        catch (PlanException e)
        {
            throw ApiProblemException.InvalidJob([ShapeCheck.ProblemOf(e)]);
        }
    }
}
