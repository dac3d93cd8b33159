using Serverless.Storage.Azure.Connection;

namespace Serverless.Storage.Azure.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Parse_UrlOfTheBlobService_FindsTheQueueService()
    {
        var options = AzureStorageOptions.Parse("https://acme.blob.core.windows.net?sv=1&sig=abc");
        Assert.Equal("acme.queue.core.windows.net", options.QueueService!.Host);
        Assert.Contains("sig=abc", options.QueueService.Query, StringComparison.Ordinal);
        Assert.Equal("UseDevelopmentStorage=true", AzureStorageOptions.Parse("UseDevelopmentStorage=true").ConnectionString);
    }

    [Theory]
    [InlineData("https://acme.example.com")]
    [InlineData("ftp://acme.blob.core.windows.net")]
    public void Parse_NoBlobService_IsRefused(string text) => Assert.Throws<ArgumentException>(() => AzureStorageOptions.Parse(text));

    [Fact]
    public void NewAccount_OptionIsOutOfRange_NamesItAndTheRange()
    {
        var development = AzureStorageOptions.Parse("UseDevelopmentStorage=true");
        var fault = Assert.Throws<ArgumentException>(() => new AzureBlobAccount(development with { Parallelism = 65 }));
        Assert.Contains("Parallelism is 65; 1 to 64", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new AzureBlobAccount(new AzureStorageOptions()));
        Assert.Throws<ArgumentException>(() => new AzureQueueAccount(new AzureStorageOptions { ConnectionString = "nonsense" }));
    }
}
