namespace Serverless.Storage;

/// <summary>An entry of a listing of one level.</summary>
/// <param name="Name">The blob's whole name, or the start of all names below a folder, with the slash at its end.</param>
/// <param name="Blob">Null for a folder.</param>
public readonly record struct BlobEntry(string Name, BlobProperties? Blob);
