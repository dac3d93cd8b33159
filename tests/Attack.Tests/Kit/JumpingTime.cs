namespace Serverless.Attack.Tests.Kit;

/// <summary>The system's clock as an administrator sets it, forwards and backwards. What measures elapsed time does not notice, as on a real machine.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
