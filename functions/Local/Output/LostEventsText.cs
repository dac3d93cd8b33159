using System.Globalization;
using Serverless.Activities;

namespace Serverless.Local.Output;

/// <summary>What people read when events of a job are missing.</summary>
internal static class LostEventsText
{
    public static string Of(EventsLostData lost) =>
        string.Create(CultureInfo.InvariantCulture, $"{lost.Events} events of units are missing here, because storage did not take them; their results are recorded");
}
