namespace Serverless.Graph.Parameters;

/// <summary>What stands where a parameter is used.</summary>
internal enum ParameterPlace
{
    /// <summary>A value: an argument, an item, the value of a condition, a name of a dataset.</summary>
    Value,

    /// <summary>What a kind works on: <c>read</c>, <c>write</c>, <c>range</c>, <c>take</c> and others.</summary>
    Kind,

    /// <summary>Names of files.</summary>
    Files,

    /// <summary>Named parameters of a query.</summary>
    Sql,

    /// <summary>The text of a query.</summary>
    Query,

    /// <summary>What speaks of a secret.</summary>
    Secret,

    /// <summary>Anything else.</summary>
    None,
}
