namespace Serverless.Semaphores.State;

/// <summary>
/// What a semaphore remembers so that a message that comes twice, or late, counts once: the last <see cref="Most"/> for <see cref="Time"/>. A caller repeats within a quarter of an
/// hour or not at all. Reservations and places in the queue need none of it: they are known by their ids while they live.
/// </summary>
internal static class SettledMemory
{
    public const int Most = 64;

    public static readonly TimeSpan Time = TimeSpan.FromHours(1);

    public static Settled? Find(SemaphoreState state, string id, DateTimeOffset now)
    {
        foreach (var settled in state.Settled)
        {
            if (settled.Id == id && now - settled.At < Time) return settled;
        }
        return null;
    }

    public static SemaphoreState Add(SemaphoreState state, Settled settled)
    {
        var kept = state.Settled.RemoveAll(s => s.Id == settled.Id || settled.At - s.At >= Time).Add(settled);
        return state with { Settled = kept.Length > Most ? kept[^Most..] : kept };
    }
}
