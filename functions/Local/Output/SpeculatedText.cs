using Serverless.Logic.Messages;

namespace Serverless.Local.Output;

/// <summary>Says that a unit was started a second time.</summary>
internal static class SpeculatedText
{
    public static string Of(UnitSpeculated unit) =>
        $"{unit.Tasks} has been running for {unit.Seconds:0.0} s, more than {unit.LimitSeconds:0.0} s, from which a unit like it counts as stuck: it is started a second time, whichever is first counts (policy \"speculate\": false forbids it)";
}
