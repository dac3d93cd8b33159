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

    /// <summary>This host does not do it for documents; another one may.</summary>
    public const string Refused = "refused";
}
