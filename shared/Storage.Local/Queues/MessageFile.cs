using System.Globalization;

namespace Serverless.Storage.Local.Queues;

/// <summary>
/// A message's state is its file's name, <c>{id}.{visible at}.{dequeue count}.{receipt}</c>, and every change of state is a rename: of all who try it, in
/// any process, one finds the old name. The whole name is the proof of a lease.
/// </summary>
/// <param name="Id">Ticks of the put and eight random digits: ids sort in the order of puts.</param>
/// <param name="VisibleAt">Ticks, UTC.</param>
/// <param name="DequeueCount">Leases so far.</param>
/// <param name="Receipt">Random; another for each lease.</param>
internal readonly record struct MessageFile(string Id, long VisibleAt, int DequeueCount, uint Receipt)
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Id}.{VisibleAt:x16}.{DequeueCount}.{Receipt:x8}");

    public static string NewId(long ticks, uint random) => string.Create(CultureInfo.InvariantCulture, $"{ticks:x16}{random:x8}");

    /// <returns>Null when the file is no message.</returns>
    public static MessageFile? Parse(string name)
    {
        var parts = name.Split('.');
        return parts.Length == 4 && parts[0].Length == 24
               && long.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var visible)
               && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
               && uint.TryParse(parts[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var receipt)
            ? new MessageFile(parts[0], visible, count, receipt)
            : null;
    }
}
