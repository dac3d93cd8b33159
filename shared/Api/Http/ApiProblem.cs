using Serverless.Graph.Validation;

namespace Serverless.Api.Http;

/// <summary>What went wrong, as RFC 9457 has it.</summary>
public sealed record ApiProblem
{
    public const string ContentType = "application/problem+json";

    /// <summary><c>urn:serverless:problem:</c> and the code; codes only grow.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>What is wrong and what to do.</summary>
    public required string Detail { get; init; }

    /// <summary>The path of the request.</summary>
    public string? Instance { get; init; }

    /// <summary>Everything that is wrong with a document: path, rule, message, suggestion.</summary>
    public IReadOnlyList<Problem>? Problems { get; init; }
}

/// <summary>Ends a request with a problem.</summary>
internal sealed class ApiProblemException(int status, string code, string title, string detail) : Exception(detail)
{
    public IReadOnlyList<Problem>? Problems { get; init; }

    public (string Name, string Value)[] Headers { get; init; } = [];

    public static ApiProblemException BadRequest(string detail) => new(400, "bad-request", "The request is wrong.", detail);

    public static ApiProblemException NotFound(string detail) => new(404, "not-found", "There is no such thing.", detail);

    public static ApiProblemException Conflict(string code, string detail) => new(409, code, "The state of it does not allow that.", detail);

    public static ApiProblemException InvalidJob(IReadOnlyList<Problem> problems) => new(
        400, "invalid-job", "The document cannot be a job.", problems.Count == 1 ? problems[0].Message : $"The document has {problems.Count} problems; nothing was run.")
    {
        Problems = problems,
    };

    public ApiResponse ToResponse(string path)
    {
        var problem = new ApiProblem { Type = $"urn:serverless:problem:{code}", Title = title, Status = status, Detail = Message, Instance = path, Problems = Problems };
        return ApiResponse.Of(status, problem, [("Content-Type", ApiProblem.ContentType), .. Headers]);
    }
}
