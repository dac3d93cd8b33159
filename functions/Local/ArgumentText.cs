using System.Text.RegularExpressions;

namespace Serverless.Local;

/// <summary>What an argument's exception says to a user: .NET adds the name of a parameter of ours.</summary>
internal static partial class ArgumentText
{
    public static string Of(Exception error) => Parameter().Replace(error.Message, "");

    [GeneratedRegex(@" \(Parameter '[^']*'\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
