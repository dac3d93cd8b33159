namespace Serverless.Oracle.Tests.Reference;

/// <summary>The document has no result: a run of it fails, or is refused.</summary>
internal class ReferenceFailure(string message) : Exception(message);

/// <summary>What fails may never be looked at, as behind a take: a run may fail, and need not. The reference says nothing of the document.</summary>
internal sealed class ReferenceDoubt(string message) : Exception(message);

/// <summary>What is wrong with the document can be told before anything runs, so it must be.</summary>
internal sealed class ReferenceRefusal(string message) : ReferenceFailure(message);
