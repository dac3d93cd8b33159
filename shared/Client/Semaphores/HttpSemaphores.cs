using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Semaphores;
using Serverless.Semaphores.Holding;
using Serverless.Semaphores.State;

namespace Serverless.Client.Semaphores;

/// <summary>
/// Semaphores of a host elsewhere, over HTTP. Every request carries an id, or a count, by which the host knows it again: where a connection breaks, before or after the host
/// acted, it is sent once more.
/// </summary>
/// <param name="http">Its base address is the host's; it carries the key.</param>
/// <param name="time">Measures the time between tries. Default: the system's.</param>
public sealed class HttpSemaphores(HttpClient http, TimeProvider? time = null) : ILeaseHeartbeats
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly TimeSpan WithdrawWithin = TimeSpan.FromSeconds(3);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly RepeatedRequests _requests = new(http, time ?? TimeProvider.System);

    /// <summary>Waits for leases and holds them: reserves, activates, renews until disposed.</summary>
    /// <param name="name">The semaphore.</param>
    /// <param name="count">Leases, all or none.</param>
    /// <param name="options">For whom, how long.</param>
    /// <param name="time">Measures lease times.</param>
    /// <param name="cancellationToken">Stops waiting, and takes the request back; where the host does not hear of that, a reservation runs out.</param>
    /// <returns>Null when the time was up.</returns>
    /// <exception cref="HttpRequestException">The host refuses: there is no such semaphore, or the request cannot be; or it did not answer however often it was asked.</exception>
    public async Task<HeldLeases?> HoldAsync(string name, int count, AcquireOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var id = $"http-{Guid.NewGuid():N}";
            TimeSpan? Left() => options.Timeout is { } timeout ? Max(timeout - time.GetElapsedTime(started), TimeSpan.Zero) : null;
            try
            {
                if (await AcquireAsync(name, id, count, options, Left, cancellationToken) is not { } grant) return null;
                // A reservation that was over before the answer came: ask anew.
                if (await HeldLeases.ActivateAsync(this, [grant], time, cancellationToken) is { } held) return held;
            }
            catch
            {
                // Whatever went wrong, the host may have granted it.
                await WithdrawAsync(name, id);
                throw;
            }
        }
    }

    public async Task<bool> HeartbeatAsync(string semaphore, GrantedLease lease, LeaseHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        using var response = await _requests.SendAsync(
            () => Put(PathOf(semaphore, lease), new { lease.Fence, Beat = heartbeat.Number, Activate = heartbeat.Activates, heartbeat.For, heartbeat.Owner }), cancellationToken);
        if (response.StatusCode == HttpStatusCode.Gone) return false;
        response.EnsureSuccessStatusCode();
        return true;
    }

    public async Task ReleaseAsync(string semaphore, GrantedLease lease, string owner, CancellationToken cancellationToken)
    {
        using var response = await _requests.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Delete, new Uri($"{PathOf(semaphore, lease)}?fence={lease.Fence}&owner={Uri.EscapeDataString(owner)}", UriKind.Relative)), cancellationToken);
        // Given back by a first request whose answer was lost, or over by itself.
        if (response.StatusCode is not (HttpStatusCode.Gone or HttpStatusCode.Conflict)) response.EnsureSuccessStatusCode();
    }

    private async Task WithdrawAsync(string name, string id)
    {
        // The one who gave up waits no longer for this either.
        using var moment = new CancellationTokenSource(WithdrawWithin, _time);
        try
        {
            using var response = await _requests.SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, new Uri($"{PathOf(name)}/leases?id={id}", UriKind.Relative)), moment.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The host is away: what it grants in the meantime runs out.
        }
    }

    private async Task<Grant?> AcquireAsync(string name, string id, int count, AcquireOptions options, Func<TimeSpan?> left, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var response = await _requests.SendAsync(
                () => new HttpRequestMessage(HttpMethod.Post, new Uri($"{PathOf(name)}/leases", UriKind.Relative)) { Content = JsonContent.Create(new { id, count, options.Priority, options.Holder, Timeout = left() }, options: Json) },
                cancellationToken);
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

    private static HttpRequestMessage Put(string path, object body) => new(HttpMethod.Put, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body, body.GetType(), options: Json) };

    private static string PathOf(string semaphore) => $"api/semaphores/{Uri.EscapeDataString(semaphore)}";

    private static string PathOf(string semaphore, GrantedLease lease) => $"{PathOf(semaphore)}/leases/{Uri.EscapeDataString(lease.Id)}";

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
