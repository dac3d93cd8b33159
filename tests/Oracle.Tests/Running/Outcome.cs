using System.Text.Json;
using Serverless.Oracle.Tests.Reference;

namespace Serverless.Oracle.Tests.Running;

/// <summary>What came of a document.</summary>
internal abstract record Outcome;

/// <summary>It was refused in words; nothing ran.</summary>
internal sealed record Refused(string Words) : Outcome;

/// <summary>A task of it failed, in words.</summary>
internal sealed record Failed(string Words) : Outcome;

/// <summary>The platform failed, or somebody would have seen a stack trace.</summary>
internal sealed record Broken(string What) : Outcome;

/// <summary>It is done.</summary>
/// <param name="Outputs">By name.</param>
internal sealed record Done(IReadOnlyDictionary<string, ProductOutput> Outputs) : Outcome;

/// <summary>A result as the product gives it.</summary>
/// <param name="Token">What it is recorded under.</param>
/// <param name="Value">Its JSON; null: it is tables.</param>
/// <param name="Tables">Its parts, in order.</param>
internal sealed record ProductOutput(string Token, JsonElement? Value, IReadOnlyList<TableContent> Tables);
