using Microsoft.Azure.WebJobs;

namespace Serverless.FunctionsHost.Bindings;

/// <summary>
/// Base of the class that is made at run time: a method for each function of the app, with the attributes that the extensions look for, which hands its arguments to <see cref="CallAsync"/>.
/// </summary>
public abstract class TriggerMethods(IFunctionCalls calls)
{
    /// <param name="function">Its name.</param>
    /// <param name="arguments">Trigger, clients, then the two below.</param>
    /// <param name="binder">Has what the trigger knows beside its value.</param>
    /// <param name="cancellationToken">Ends when the host stops or time is up.</param>
    protected Task<object?> CallAsync(string function, object?[] arguments, Binder binder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(binder);
        return calls.CallAsync(function, arguments, binder.BindingData, cancellationToken);
    }
}

/// <summary>Calls functions of the worker.</summary>
public interface IFunctionCalls
{
    Task<object?> CallAsync(string function, IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object> bindingData, CancellationToken cancellationToken);
}
