using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Local.Output;

namespace Serverless.Local.Client;

/// <summary>An error of the API for people.</summary>
internal static class ProblemText
{
    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            var problem = JsonSerializer.Deserialize<ApiProblem>(body, ApiJson.Options)!;
            return problem.Problems is { Count: > 0 } problems ? JobProblems.Format([.. problems]).TrimEnd() : problem.Detail;
        }
        catch (JsonException)
        {
            // Something before the host answered.
            return $"{(int)response.StatusCode} {response.ReasonPhrase}: {body}";
        }
    }
}
