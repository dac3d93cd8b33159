namespace Serverless.Attack.Tests.Kit;

/// <summary>One way to harm a job, a hub, or their user.</summary>
internal interface IAttack : IAsyncDisposable
{
    /// <summary>Why it cannot be tried on this machine; null: it can.</summary>
    string? Problem { get; }

    /// <summary>A round.</summary>
    /// <param name="random">Decides all that is left to chance.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Blow> StrikeAsync(Random random, CancellationToken cancellationToken);
}
