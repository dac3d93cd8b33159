namespace Serverless.Durable;

/// <summary>Limits that hold on both engines.</summary>
public static class DurableLimits
{
    /// <summary>Bytes (UTF-8 JSON) of one input, result, event or custom status. Azure Storage spills messages over 45 KB to blobs; a custom status over 16 KB is refused.</summary>
    public const int PayloadBytes = 16 * 1024;

    /// <summary>Bytes (UTF-8 JSON) of one entity's state: it is written again at every change.</summary>
    public const int EntityStateBytes = 256 * 1024;

    /// <summary>Events of one instance's history. Durable Task resends the whole history at every step, so long ones cost squares.</summary>
    public const int HistoryEvents = 10_000;
}
