using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Json.Schema;
using Serverless.Graph.Documents;
using Serverless.Graph.Parsing;
using Serverless.Graph.Schema;
using Serverless.Graph.Tests.Parsing;
using Serverless.Graph.Tests.Writing;
using Serverless.Graph.Validation;
using Serverless.Graph.Writing;
using Serverless.Testing;
using Serverless.Testing.Properties;

namespace Serverless.Graph.Tests.Schema;

public sealed class JobSchemaTests
{
    // An independent judge: what the keywords mean is its word, not ours.
    private static readonly JsonSchema Schema = JsonSchema.FromText(JobSchema.Text);

    [Fact]
    public void Text_Published_IsWhatTheCodeGives()
    {
        var file = RepositoryRoot.Of("shared", "Graph", "job.schema.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SCHEMA") == "1") File.WriteAllText(file, JobSchema.Text);

        Assert.True(File.Exists(file) && File.ReadAllText(file) == JobSchema.Text,
            "shared/Graph/job.schema.json is not what the code gives. Run UPDATE_SCHEMA=1 dotnet test tests/Graph.Tests --filter JobSchemaTests and commit the file.");
    }

    [Fact]
    public void Schema_AnyDocumentThatWeWrite_IsAccepted() =>
        Prop.ForAll(DraftGen.Drafts.ToArbitrary(), draft => Accepts(Json(JobChecker.Check(draft, TestFunctions.Catalog, isStored: true).Require())))
            .Check(FixedSeed.Cases(300));

    [Fact]
    public void Schema_PropertyThatNobodyKnows_IsRefusedEverywhere() =>
        Prop.ForAll(DraftGen.Drafts.ToArbitrary(), draft =>
        {
            var text = System.Text.Encoding.UTF8.GetString(JobWriter.ToUtf8(JobChecker.Check(draft, TestFunctions.Catalog, isStored: true).Require()));
            return new[] { "\"version\":", "\"range\":", "\"dataset\":", "\"retries\":", "\"files\":" }
                .Where(place => text.Contains(place, StringComparison.Ordinal))
                .All(place => !Accepts(JsonDocument.Parse(text.Replace(place, "\"unknown\":1," + place, StringComparison.Ordinal)).RootElement));
        }).Check(FixedSeed.Cases(200));

    [Theory]
    [MemberData(nameof(BadDocumentTests.Nodes), MemberType = typeof(BadDocumentTests))]
    public void Schema_WhatTheParserRefusesByForm_IsRefused(string node, string[] expected)
    {
        string[] byForm = [ProblemRules.NodeKind, ProblemRules.UnknownProperty, ProblemRules.Type, ProblemRules.Missing];
        var text = BadDocumentTests.With(node);
        var rules = expected.Select(e => e.Split('|')[0]).ToList();

        if (rules.Exists(byForm.Contains)) Assert.False(Accepts(JsonDocument.Parse(text).RootElement), $"The schema accepts what breaks {string.Join(", ", rules)}.");
        else Assert.NotEmpty(JobParser.Parse(System.Text.Encoding.UTF8.GetBytes(text), TestFunctions.Catalog).Problems);
    }

    private static bool Accepts(JsonElement document) => Schema.Evaluate(document).IsValid;

    private static JsonElement Json(JobDocument document) => JsonDocument.Parse(JobWriter.ToUtf8(document)).RootElement;
}
