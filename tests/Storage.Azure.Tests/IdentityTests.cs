using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Serverless.Storage.Azure.Connection;

namespace Serverless.Storage.Azure.Tests;

/// <summary>URLs without a SAS: requests carry a token of the identity that signs in. Nothing is sent to Azure.</summary>
public sealed class IdentityTests
{
    private static readonly BlobName A = new("a");

    [Fact]
    public async Task Get_UrlWithoutSas_CarriesTheTokenOfTheIdentity()
    {
        var service = new Service();
        var identity = new Identity(() => new AccessToken("the-token", DateTimeOffset.MaxValue));

        Assert.Null(await Account(service, identity).GetContainer("tenant").GetAsync(A, CancellationToken.None));

        var request = Assert.Single(service.Requests);
        Assert.Equal("Bearer the-token", request.Authorization);
        Assert.Equal(new Uri("https://acme.blob.core.windows.net/tenant/a"), request.Uri);
        Assert.Equal("https://storage.azure.com/.default", Assert.Single(identity.Scopes));
    }

    [Fact]
    public async Task Lease_UrlWithoutSas_CarriesTheTokenOfTheIdentity()
    {
        var service = new Service();
        var identity = new Identity(() => new AccessToken("the-token", DateTimeOffset.MaxValue));
        var options = AzureStorageOptions.Parse("https://acme.blob.core.windows.net") with { Identity = identity, Transport = service.Transport, MaxRetries = 0 };

        await Record.ExceptionAsync(() => new AzureQueueAccount(options).GetQueue("units").CountAsync(CancellationToken.None));

        Assert.All(service.Requests, request => Assert.Equal(("Bearer the-token", "acme.queue.core.windows.net"), (request.Authorization, request.Uri.Host)));
        Assert.NotEmpty(service.Requests);
    }

    [Fact]
    public async Task Get_NobodyIsSignedIn_SaysWhatToDoAndSendsNothing()
    {
        var service = new Service();
        var identity = new Identity(() => throw new CredentialUnavailableException("No managed identity endpoint found."));

        var fault = await Assert.ThrowsAsync<StorageUnavailableException>(() => Account(service, identity).GetContainer("tenant").GetAsync(A, CancellationToken.None));

        Assert.Contains("read blob 'a'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("No managed identity endpoint found.", fault.Message, StringComparison.Ordinal);
        Assert.Contains("az login", fault.Message, StringComparison.Ordinal);
        Assert.Empty(service.Requests);
    }

    private static AzureBlobAccount Account(Service service, Identity identity) =>
        new(AzureStorageOptions.Parse("https://acme.blob.core.windows.net") with { Identity = identity, Transport = service.Transport });

    private sealed class Identity(Func<AccessToken> sign) : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException("Only asynchronous calls are made.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return ValueTask.FromResult(sign());
        }
    }

    /// <summary>A service that has nothing.</summary>
    private sealed class Service : HttpMessageHandler
    {
        public Service() => Transport = new HttpClientTransport(new HttpClient(this));

        public HttpPipelineTransport Transport { get; }

        public List<(Uri Uri, string? Authorization)> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((request.RequestUri!, request.Headers.Authorization?.ToString()));
            var answer = new HttpResponseMessage(HttpStatusCode.NotFound) { RequestMessage = request, Content = new ByteArrayContent([]) };
            answer.Headers.Add("x-ms-error-code", "BlobNotFound");
            return Task.FromResult(answer);
        }
    }
}
