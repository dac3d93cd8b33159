using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;

namespace Serverless.Storage.Azure.Connection;

/// <summary>Words the SDK's failures as the port's exceptions, with status, code and request id.</summary>
internal static class AzureErrors
{
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;
    private const int NotFound = 404;

    /// <summary>Failures that the SDK throws; anything else is a fault of ours.</summary>
    public static bool IsOfService(Exception exception) =>
        exception is RequestFailedException or AuthenticationFailedException or AggregateException { InnerException: RequestFailedException };

    public static bool IsNotFound(RequestFailedException failure) => failure.Status == NotFound && failure.ErrorCode != BlobErrorCode.ContainerNotFound;

    public static bool IsContainerMissing(RequestFailedException failure) => failure.ErrorCode == BlobErrorCode.ContainerNotFound;

    /// <summary>
    /// A condition that did not hold. 409 also says other things, which are no conflict. An invalid block list is one where a condition was set: somebody else's
    /// commit, which came first, dropped the blocks that were staged.
    /// </summary>
    public static bool IsConflict(RequestFailedException failure) =>
        failure.Status == PreconditionFailed
        || (failure.Status == Conflict && failure.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        || failure.ErrorCode == BlobErrorCode.InvalidBlockList;

    /// <param name="operation">What was being done, as in <c>write blob 'a/b' in container 'hub'</c>.</param>
    /// <param name="service">The service's URL.</param>
    /// <param name="exception">What the SDK threw.</param>
    public static StorageException Of(string operation, Uri service, Exception exception)
    {
        if (exception is AuthenticationFailedException denied)
            return new StorageUnavailableException($"Could not {operation}: no identity to sign in to {Host(service)} with. {FirstLine(denied.Message)} Sign in (az login), assign a managed identity, or use a connection string.", denied);
        var failure = exception as RequestFailedException ?? exception.InnerException as RequestFailedException;
        if (failure is null || failure.Status == 0 || Refused(exception))
            return new StorageUnavailableException($"Could not {operation}: {NothingAnswers(service)}", exception);
        var answer = $"{Host(service)} answered {failure.Status} {failure.ErrorCode} (request id {RequestId(failure)})";
        return failure.Status switch
        {
            401 or 403 => new StorageUnavailableException(
                $"Could not {operation}: {answer}. Check the key or SAS, or grant the identity 'Storage Blob Data Contributor' and 'Storage Queue Data Contributor' on the account.", exception),
            429 or 503 => new StorageUnavailableException($"Could not {operation}: {answer} to every attempt. The account is over its limits or busy; lower the parallelism or try again later.", exception),
            _ => new StorageException($"Could not {operation}: {answer}. {FirstLine(failure.Message)}", exception),
        };
    }

    /// <summary>The service's id of the request, to be given to Azure's support.</summary>
    public static string RequestId(RequestFailedException failure) =>
        failure.GetRawResponse()?.Headers.TryGetValue("x-ms-request-id", out var id) == true ? id : "none";

    private static string NothingAnswers(Uri service) => service.IsLoopback
        ? $"nothing listens on {Host(service)}. Start Azurite, the emulator: npx azurite --skipApiVersionCheck --location .azurite"
        : $"{Host(service)} does not answer. Check the account's name and the network.";

    private static bool Refused(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is SocketException) return true;
        }
        return false;
    }

    private static string Host(Uri service) => service.GetComponents(UriComponents.SchemeAndServer, UriFormat.Unescaped);

    private static string FirstLine(string message) => message.Split('\n')[0].Trim();
}
