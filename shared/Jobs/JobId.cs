using System.Security.Cryptography;

namespace Serverless.Jobs;

/// <summary>
/// The id of a job: 20 characters of base 32 (Crockford, lower case), 10 of milliseconds since 1970 and 10 random, so that ids sort by time of submission.
/// Ids that a client chooses have 1 to 60 lower-case letters, digits or hyphens.
/// </summary>
public static class JobId
{
    public const int MaxLength = 60;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new id.</summary>
    public static string New(TimeProvider time)
    {
        Span<char> id = stackalloc char[20];
        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 9; i >= 0; i--, milliseconds >>= 5) id[i] = Alphabet[(int)(milliseconds & 31)];
        RandomNumberGenerator.GetItems(Alphabet, id[10..]);
        return new string(id);
    }

    /// <summary>What is wrong with an id; null when nothing is.</summary>
    public static string? Problem(string? id) =>
        string.IsNullOrEmpty(id) || id.Length > MaxLength || !id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? $"'{id}' is no job id: 1 to {MaxLength} lower-case letters, digits or hyphens are allowed."
            : null;
}
