namespace Serverless.Graph.Validation;

/// <summary>The names of the rules. Public: scripts match on them, so they never change.</summary>
public static class ProblemRules
{
    public const string Json = "json";
    public const string Version = "version";
    public const string Type = "type";
    public const string Missing = "missing";
    public const string Duplicate = "duplicate";
    public const string UnknownProperty = "unknownProperty";
    public const string Name = "name";
    public const string Value = "value";
    public const string Number = "number";
    public const string NodeKind = "nodeKind";
    public const string UnknownNode = "unknownNode";
    public const string UnknownFunction = "unknownFunction";
    public const string FunctionUse = "functionUse";
    public const string Argument = "argument";
    public const string ArgumentCount = "argumentCount";
    public const string ArgumentType = "argumentType";
    public const string Over = "over";
    public const string Cycle = "cycle";
    public const string Policy = "policy";

    /// <summary>Collections that are worked on together do not go together.</summary>
    public const string Shape = "shape";

    /// <summary>A value is given for a parameter that is not declared, or one is used.</summary>
    public const string UnknownParameter = "unknownParameter";

    /// <summary>A parameter has no value.</summary>
    public const string MissingParameter = "missingParameter";

    /// <summary>A parameter's value is not of its type, or none of those that are allowed.</summary>
    public const string ParameterType = "parameterType";

    /// <summary>A parameter is used where none may be.</summary>
    public const string ParameterUse = "parameterUse";

    /// <summary>This host does not do it for documents; another one may.</summary>
    public const string Refused = "refused";

    /// <summary>The job comes after others, which this host cannot look at.</summary>
    public const string After = "after";

    /// <summary>A file cannot be read as what it should be.</summary>
    public const string BadFile = "bad-file";

    /// <summary>The log of a dataset cannot be read.</summary>
    public const string DamagedDataset = "damaged-dataset";

    /// <summary>What is read lacks a column that the document names.</summary>
    public const string MissingColumn = "missing-column";

    /// <summary>A dataset that is read is not there.</summary>
    public const string MissingDataset = "missing-dataset";

    /// <summary>A file that is read is not there.</summary>
    public const string MissingFile = "missing-file";

    /// <summary>A dataset lacks a table that the document names.</summary>
    public const string MissingTable = "missing-table";

    /// <summary>A query cannot run, whatever its inputs hold.</summary>
    public const string Query = "query";
}
