using Serverless.Activities.Stages;
using Serverless.Durable;

namespace Serverless.Local.Output;

/// <summary>A job that ended because what it reads or works on turned out wrong, when that could not be known at its submission.</summary>
internal static class InputFault
{
    private static readonly string[] Types = [typeof(MissingInputException).FullName!, typeof(MisfitInputException).FullName!];

    /// <returns>What is wrong; null: it ended for another reason.</returns>
    public static string? Of(FailureDetails? failure)
    {
        for (; failure is not null; failure = failure.Inner)
        {
            if (Types.Contains(failure.ErrorType, StringComparer.Ordinal)) return failure.Message;
        }
        return null;
    }
}
