using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Semaphores;
using Serverless.Semaphores.Holding;

namespace Serverless.Client.Semaphores;

/// <summary>Semaphores of a host elsewhere, over HTTP.</summary>
/// <param name="http">Its base address is the host's; it carries the key.</param>
public sealed class HttpSemaphores(HttpClient http) : ILeaseBeats
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Waits for leases and holds them: reserves, activates, renews until disposed.</summary>
    /// <param name="name">The semaphore.</param>
    /// <param name="count">Leases, all or none.</param>
    /// <param name="options">For whom, how long.</param>
    /// <param name="time">Measures lease times.</param>
    /// <param name="cancellationToken">Stops waiting, and takes the request back; where the host does not hear of that, a reservation runs out.</param>
    /// <returns>Null when the time was up.</returns>
    /// <exception cref="HttpRequestException">The host refuses: there is no such semaphore, or the request cannot be.</exception>
    public async Task<HeldLeases?> HoldAsync(string name, int count, AcquireOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            var id = $"http-{Guid.NewGuid():N}";
            if (await AcquireOrWithdrawAsync(name, id, count, options, cancellationToken) is not { } grant) return null;
            // A reservation that was over before the answer came: ask anew.
            if (await HeldLeases.ActivateAsync(this, [grant], time, cancellationToken) is { } held) return held;
        }
    }

    public async Task<bool> BeatAsync(string semaphore, GrantedLease lease, LeaseBeat beat, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsJsonAsync(PathOf(semaphore, lease), new { lease.Fence, Beat = beat.Number, Activate = beat.Activates, beat.For, beat.Owner }, Json, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Gone) return false;
        response.EnsureSuccessStatusCode();
        return true;
    }

    public async Task ReleaseAsync(string semaphore, GrantedLease lease, string owner, CancellationToken cancellationToken)
    {
        using var response = await http.DeleteAsync(new Uri($"{PathOf(semaphore, lease)}?fence={lease.Fence}&owner={owner}", UriKind.Relative), cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.Gone or HttpStatusCode.Conflict)) response.EnsureSuccessStatusCode();
    }

    private async Task<Grant?> AcquireOrWithdrawAsync(string name, string id, int count, AcquireOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await AcquireAsync(name, id, count, options, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await WithdrawAsync(name, id);
            throw;
        }
    }

    private async Task WithdrawAsync(string name, string id)
    {
        try
        {
            using var response = await http.DeleteAsync(new Uri($"api/semaphores/{name}/leases?id={id}", UriKind.Relative), CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // The host is away: what it grants in the meantime runs out.
        }
    }

    private async Task<Grant?> AcquireAsync(string name, string id, int count, AcquireOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var response = await http.PostAsJsonAsync(
                $"api/semaphores/{name}/leases", new { id, count, options.Priority, options.Holder, options.Timeout }, Json, cancellationToken);
            switch (response.StatusCode)
            {
                case HttpStatusCode.Created:
                    return await response.Content.ReadFromJsonAsync<Grant>(Json, cancellationToken);
                case HttpStatusCode.Accepted:
                    continue;
                case HttpStatusCode.Conflict when options.Timeout is not null:
                    return null;
                default:
                    throw new HttpRequestException(await response.Content.ReadAsStringAsync(cancellationToken), inner: null, response.StatusCode);
            }
        }
    }

    private static string PathOf(string semaphore, GrantedLease lease) => $"api/semaphores/{semaphore}/leases/{lease.Id}";
}
