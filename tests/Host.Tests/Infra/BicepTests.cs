using System.Text.RegularExpressions;
using Serverless.Api.Batch;
using Serverless.Store.Cache;
using Serverless.Testing;

namespace Serverless.Host.Tests.Infra;

/// <summary>What of infra/ can be wrong without Azure: Bicep's compiler is elsewhere, contradictions are here.</summary>
public sealed class BicepTests
{
    // Azure's own ids of built-in roles, the same in every subscription.
    private static readonly Dictionary<string, string> Roles = new(StringComparer.Ordinal)
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    [Fact]
    public void ParameterFile_GivesWhatIsDeclaredAndAllThatIsNeeded()
    {
        var declared = BicepFile.Main.Parameters;
        Assert.NotEmpty(BicepFile.ParameterFiles);
        Assert.All(BicepFile.ParameterFiles, file =>
        {
            Assert.StartsWith("using '../main.bicep'", file.Text.Split('\n').First(l => l.StartsWith("using", StringComparison.Ordinal)), StringComparison.Ordinal);
            Assert.Empty(file.Assignments.Except(declared.Keys, StringComparer.Ordinal));
            Assert.Empty(declared.Where(d => d.Value).Select(d => d.Key).Except(file.Assignments, StringComparer.Ordinal));
        });
    }

    [Fact]
    public void Modules_GetExactlyTheParametersThatTheyDeclare()
    {
        var modules = BicepFile.Main.Modules;
        Assert.Equal(Directory.GetFiles(Path.Combine(BicepFile.Folder, "modules")).Length, modules.Count);
        Assert.All(modules, m => Assert.Equal(BicepFile.Read(m.File).Parameters.Keys.Order(StringComparer.Ordinal), m.Given.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Roles_AreTheLeastThatTheAppNeeds()
    {
        var used = BicepFile.All.SelectMany(f => Regex.Matches(f.Text, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").Select(m => m.Value)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(Roles.Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
        // Each is named beside its id, for anyone who reads.
        var identity = BicepFile.Read("modules/identity.bicep").Text;
        Assert.All(Roles, r => Assert.Matches($"{r.Value}[^\n]*\n[^\n]*{r.Key}|{r.Key}[^\n]*{r.Value}", identity));
    }

    [Fact]
    public void Keys_NoneIsReadNoneWorks()
    {
        Assert.All(BicepFile.All, file => Assert.DoesNotMatch("listKeys|listAccountSas|listCredentials|AccountKey|InstrumentationKey|sharedKey\\b|adminUserEnabled: true", file.Text));
        Assert.Contains("allowSharedKeyAccess: false", BicepFile.Read("modules/storage.bicep").Text, StringComparison.Ordinal);
        Assert.Contains("allowBlobPublicAccess: false", BicepFile.Read("modules/storage.bicep").Text, StringComparison.Ordinal);
        Assert.Contains("DisableLocalAuth: true", BicepFile.Read("modules/monitoring.bicep").Text, StringComparison.Ordinal);
        // What could be one is marked, and no output shows it.
        Assert.Matches("@secure\\(\\)\nparam apiKeys string", BicepFile.Main.Text);
        Assert.DoesNotMatch("output \\w+ \\w+ = .*(apiKeys|[Cc]onnection)", BicepFile.Main.Text);
    }

    [Fact]
    public void Queues_AreThoseOfTheTriggers()
    {
        var listed = Regex.Match(BicepFile.Read("modules/storage.bicep").Text, "var appQueues = \\[(?<names>[^]]+)\\]").Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries).Select(n => n.Trim('\''));
        Assert.Equal([BatchIntake.QueueName, $"{BatchIntake.QueueName}-poison"], listed);
    }

    [Fact]
    public void Settings_AreReadByTheAppAndNoneIsMissing()
    {
        var source = File.ReadAllText(RepositoryRoot.Of("functions", "Azure", "Hosting", "AppSettings.cs"));
        var ours = BicepFile.Read("modules/app.bicep").Settings.Where(s => s.StartsWith("SERVERLESS_", StringComparison.Ordinal)).ToList();
        var read = Regex.Matches(source, "\"(?<name>SERVERLESS_[A-Z_]+)\"").Select(m => m.Groups["name"].Value).Append(CacheOptions.BudgetVariable).Distinct(StringComparer.Ordinal);
        Assert.Equal(read.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
        // A managed identity needs each service by its URL: Durable Task's tables, our blobs, everybody's queues.
        foreach (var service in new[] { "blob", "queue", "table" }) Assert.Contains($"AzureWebJobsStorage__{service}ServiceUri", BicepFile.Read("modules/app.bicep").Settings);
        Assert.Contains("AzureWebJobsStorage__clientId", BicepFile.Read("modules/app.bicep").Settings);
    }

    [Fact]
    public void StorageName_OfTheLongestCell_Fits()
    {
        var longest = int.Parse(Regex.Match(BicepFile.Main.Text, "@maxLength\\((?<n>\\d+)\\)\nparam cell string").Groups["n"].Value, System.Globalization.CultureInfo.InvariantCulture);
        var unique = int.Parse(Regex.Match(BicepFile.Read("modules/storage.bicep").Text, "name: '\\$\\{cell\\}\\$\\{take\\(uniqueString\\(resourceGroup\\(\\).id\\), (?<n>\\d+)\\)\\}'").Groups["n"].Value, System.Globalization.CultureInfo.InvariantCulture);
        // Azure's limit for names of storage accounts.
        Assert.InRange(longest + unique, 3, 24);
    }

    [Fact]
    public void Readme_ExplainsEveryParameterThatBoundsSomething()
    {
        var page = File.ReadAllText(Path.Combine(BicepFile.Folder, "README.md"));
        foreach (var name in BicepFile.Main.Parameters.Keys.Except(["location"], StringComparer.Ordinal)) Assert.Contains($"`{name}`", page, StringComparison.Ordinal);
    }
}
