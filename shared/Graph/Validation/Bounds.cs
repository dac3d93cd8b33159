using System.Globalization;

namespace Serverless.Graph.Validation;

/// <summary>What an integer of a document may be: one statement for the parser, for documents that were never text, and for the schema.</summary>
/// <param name="Least">The smallest that is allowed.</param>
/// <param name="Most">The largest; <see cref="long.MaxValue"/>: no bound of its own.</param>
internal readonly record struct Bounds(long Least, long Most = long.MaxValue)
{
    /// <summary>Any 64-bit integer.</summary>
    public static Bounds None => new(long.MinValue);

    public bool Hold(long value) => value >= Least && value <= Most;

    /// <summary>Reports a value that is out of bounds.</summary>
    public void Check(string what, long value, JsonPath path, ProblemList problems)
    {
        if (!Hold(value)) problems.Add(ProblemRules.Value, path, $"{what} must be {this}.");
    }

    /// <summary>The keywords of the schema, without braces.</summary>
    public string Schema
    {
        get
        {
            var text = "\"type\": \"integer\"";
            if (Least != long.MinValue) text += string.Create(CultureInfo.InvariantCulture, $", \"minimum\": {Least}");
            return Most == long.MaxValue ? text : text + string.Create(CultureInfo.InvariantCulture, $", \"maximum\": {Most}");
        }
    }

    /// <summary>As part of a sentence.</summary>
    public override string ToString() =>
        Most != long.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"an integer from {Least} to {Most}")
        : Least != long.MinValue ? string.Create(CultureInfo.InvariantCulture, $"an integer of at least {Least}")
        : "an integer";
}
