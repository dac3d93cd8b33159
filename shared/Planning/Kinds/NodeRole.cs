namespace Serverless.Planning.Kinds;

/// <summary>What a node is to the tasks around it. Planning tells nodes apart by this alone.</summary>
internal enum NodeRole
{
    /// <summary>Names elements and works on none.</summary>
    Source,

    /// <summary>One task, stored, that sees all of what it works on.</summary>
    Call,

    /// <summary>Runs on each element by itself, or on the n-th of several collections.</summary>
    Each,

    /// <summary>Runs on each partition by itself, where a partition is one element: a table.</summary>
    Partition,

    /// <summary>Takes a partition of values as a list and gives any number of them.</summary>
    Gather,

    /// <summary>Leaves the first tasks as they are.</summary>
    Slice,

    /// <summary>Makes one result from a group of elements.</summary>
    Fold,

    /// <summary>Writes files and commits them.</summary>
    Write,
}

/// <summary>What a node does to gaps that a filter left among its elements.</summary>
internal enum GapRule
{
    /// <summary>None are left behind it.</summary>
    Closes,

    /// <summary>They stay where they are.</summary>
    Keeps,

    /// <summary>It takes elements out.</summary>
    Makes,
}

/// <summary>Whether results of a node are tables.</summary>
internal enum TableRule
{
    Never,

    Always,

    /// <summary>Where its first collection's are.</summary>
    AsInput,

    /// <summary>Where its function makes them.</summary>
    ByFunction,
}
