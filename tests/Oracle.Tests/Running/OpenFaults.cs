using Serverless.Oracle.Tests.Reference;

namespace Serverless.Oracle.Tests.Running;

/// <summary>What the product is known to do wrong and no one mended yet. It is left out, each for its reason, unless <c>ORACLE_OPEN</c> is set; nothing else is.</summary>
internal static class OpenFaults
{
    private static readonly (string Words, string Reason)[] Answers =
    [
        ("failed-late: Node '", "Whether partitions or elements go together is looked at when their node is planned. Behind a node that waits (a read of what the job writes, a list that is counted first) that is after others have run, although both sides were known: it is said in words, and late."),
    ];

    private static readonly bool AreTried = Environment.GetEnvironmentVariable("ORACLE_OPEN") is { Length: > 0 };

    public static bool IsOne(Disagreement found) => !AreTried && Answers.Any(a => $"{found}".Contains(a.Words, StringComparison.Ordinal));
}
