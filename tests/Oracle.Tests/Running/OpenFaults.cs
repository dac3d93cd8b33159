using Serverless.Oracle.Tests.Reference;

namespace Serverless.Oracle.Tests.Running;

/// <summary>What the product is known to do wrong and nobody mended yet. It is left out, each for its reason, unless <c>ORACLE_OPEN</c> is set; nothing else is.</summary>
internal static class OpenFaults
{
    // Values travel as JSON, which has one kind of number: 3.0 becomes 3, -0.0 0, and NaN and the infinities a text. A table that is made of them shows it, and so does topK.
    private static readonly string[] Doubles = ["numbers and texts of records keep their types"];

    private static readonly (string Words, string Reason)[] Answers =
    [
        ("A list without a record does not say which columns", "An empty list of typed records has the columns of its type, and a query over it is refused."),
        ("A Parquet input has no files", "A read of a dataset without rows, or of which no partition is left, has columns, and a query that sees all of it fails in words of ours."),
        ("parts and not", "Seen once: a record of the ledger says one part, its blob has three. Told to a user as a lost result, so nothing is wrong silently."),
    ];

    /// <summary>Documents have whole doubles, negative zero, NaN and the infinities.</summary>
    public static bool AreTried { get; } = Environment.GetEnvironmentVariable("ORACLE_OPEN") is { Length: > 0 };

    public static bool IsOne(string document) => !AreTried && Doubles.Contains(document, StringComparer.Ordinal);

    public static bool IsOne(Disagreement found) => !AreTried && Answers.Any(a => $"{found}".Contains(a.Words, StringComparison.Ordinal));
}
