using Serverless.Durable;

namespace Serverless.Logic.Waiting;

/// <summary>
/// Waits between two looks at something: until a hint comes, which may be lost, and without one for a pause that is at most as long as was waited. The one who waits continues
/// as new when it <see cref="IsLong"/>, with the pause that it came to.
/// </summary>
/// <param name="context">Whose history it is in.</param>
/// <param name="hint">The event that ends a pause early.</param>
/// <param name="pause">The first, or the one that the generation before came to.</param>
internal sealed class HintedWait(OrchestrationContext context, string hint, TimeSpan pause)
{
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    // A round is some ten entries of the history; every step of Durable Task reads all of it.
    private const int Rounds = 16;

    private Task? _told;
    private int _round;

    public TimeSpan Pause { get; private set; } = pause;

    public bool IsLong => _round == Rounds;

    /// <summary>Waits once.</summary>
    /// <param name="due">When to look without a hint.</param>
    public async Task RunAsync(DateTimeOffset due)
    {
        _round++;
        _told ??= context.WaitForEventAsync<bool>(hint);
        using var stop = new CancellationTokenSource();
        if (await Task.WhenAny(_told, context.CreateTimerAsync(due, stop.Token)) == _told)
        {
#pragma warning disable CA1849, MA0042 // CancelAsync would go on outside of this step; a timer that is not cancelled keeps the instance's history growing.
            stop.Cancel();
#pragma warning restore CA1849, MA0042
            _told = null;
            return;
        }
        Pause = Pause * 2 < LongestPause ? Pause * 2 : LongestPause;
    }
}
