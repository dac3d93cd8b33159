namespace Serverless.Logic.Stages;

/// <summary>The invariants of <see cref="StageMachine"/>, checked after every event in tests. A breach names the item and its story.</summary>
internal static class StageValidator
{
    /// <exception cref="InvalidOperationException">An invariant does not hold.</exception>
    public static void Check(StageMachine machine)
    {
        var seen = new int[Enum.GetValues<ItemStatus>().Length];
        for (var item = 0; item < machine.Graph.Count; item++)
        {
            seen[(int)machine.StatusOf(item)]++;
            CheckItem(machine, item);
        }
        foreach (var status in Enum.GetValues<ItemStatus>())
        {
            Require(seen[(int)status] == machine.CountOf(status), $"{machine.CountOf(status)} items are counted as {status}, {seen[(int)status]} are.");
        }
        var running = machine.CountOf(ItemStatus.Running);
        Require(running <= machine.Rules.Window, $"{running} items run, the window is {machine.Rules.Window}.");
        CheckGroups(machine);
        Require(!machine.IsStopping || machine.CountOf(ItemStatus.Ready) + machine.CountOf(ItemStatus.Waiting) == 0, "The stage stops and items still wait.");
        Require(
            machine.HasEnded || machine.IsStopping || running > 0 || machine.CountOf(ItemStatus.Ready) == 0,
            "Items are ready, nothing runs, and nothing starts: the stage would hang.");
        Require(machine.CountOf(ItemStatus.Split) == 0 || machine.IsStopping, "An item was split and the stage goes on with the old plan.");
        Require(machine.HasEnded == (running + machine.CountOf(ItemStatus.Ready) + machine.CountOf(ItemStatus.Waiting) == 0), "The stage's end and its items disagree.");
    }

    private static void CheckGroups(StageMachine machine)
    {
        var limits = machine.Rules.Limits;
        var running = new int[limits.Most.Count];
        for (var item = 0; item < limits.GroupsOf.Count; item++)
        {
            if (machine.StatusOf(item) != ItemStatus.Running) continue;
            foreach (var group in limits.GroupsOf[item]) running[group]++;
        }
        for (var group = 0; group < running.Length; group++)
        {
            Require(running[group] <= limits.Most[group], $"{running[group]} items of group {group} run, the limit is {limits.Most[group]}.");
            Require(running[group] == machine.Slots.RunningIn(group), $"{machine.Slots.RunningIn(group)} items of group {group} are counted as running, {running[group]} are.");
        }
    }

    private static void CheckItem(StageMachine machine, int item)
    {
        var status = machine.StatusOf(item);
        var allDone = true;
        var anyFailed = false;
        foreach (var range in machine.Graph.NeedsOf(item))
        {
            for (var need = range.First; need <= range.Last; need++)
            {
                allDone &= machine.StatusOf(need) == ItemStatus.Done;
                anyFailed |= machine.StatusOf(need) is ItemStatus.Failed or ItemStatus.Skipped;
            }
        }
        var story = $"Item {item} is {status} after {machine.AttemptsOf(item)} attempts";
        Require(machine.AttemptsOf(item) <= machine.Rules.MaxAttempts, $"{story}; {machine.Rules.MaxAttempts} are allowed.");
        switch (status)
        {
            case ItemStatus.Ready or ItemStatus.Running or ItemStatus.Done or ItemStatus.Failed or ItemStatus.Split:
                Require(allDone, $"{story}, and not everything that it needs is done.");
                break;
            case ItemStatus.Waiting:
                Require(!allDone || machine.Graph.NeedsOf(item).Length == 0, $"{story}, and everything that it needs is done.");
                break;
            case ItemStatus.Skipped:
                Require(anyFailed, $"{story}, and nothing that it needs failed.");
                break;
        }
        Require(status is not (ItemStatus.Running or ItemStatus.Done or ItemStatus.Failed or ItemStatus.Split) || machine.AttemptsOf(item) > 0, $"{story}: it never started.");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}
