using System.Text.Json.Serialization;
using Serverless.Jobs;

namespace Serverless.Logic.Stages;

/// <summary>Something that happened to a stage.</summary>
public abstract record StageEvent
{
    private StageEvent()
    {
    }

    /// <summary>The stage may begin. Always the first event, once.</summary>
    public sealed record Started : StageEvent;

    /// <summary>An attempt at an item ended.</summary>
    public sealed record ItemEnded(int Item, int Attempt, UnitEnd Result) : StageEvent;

    /// <summary>Somebody asked to cancel: nothing new starts, what runs may end.</summary>
    public sealed record CancelRequested : StageEvent;
}

/// <summary>Something that the driver around the machine must do.</summary>
public abstract record StageCommand
{
    private StageCommand()
    {
    }

    /// <summary>Run an item. Attempts count from 1.</summary>
    public sealed record Start(int Item, int Attempt) : StageCommand;

    /// <summary>Nothing runs and nothing will: the stage has ended. Always the last command, once.</summary>
    public sealed record End(StageOutcome Outcome) : StageCommand;
}

/// <summary>How a stage ended.</summary>
public sealed record StageOutcome(int Done, int Failed, int Skipped, int Abandoned, bool Cancelled)
{
    /// <summary>Items of which only a part is done.</summary>
    public int Split { get; init; }

    public bool Succeeded => Failed == 0 && Skipped == 0 && Abandoned == 0 && Split == 0 && !Cancelled;

    /// <summary>Nothing went wrong, and what is left is to be planned anew.</summary>
    [JsonIgnore]
    public bool IsSplit => Split > 0 && Failed == 0 && Skipped == 0 && !Cancelled;
}
