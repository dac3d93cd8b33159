using System.Diagnostics;
using Serverless.FunctionsHost.Http;
using Serverless.FunctionsHost.Protocol;
using Serverless.FunctionsHost.Workers;

namespace Serverless.FunctionsHost.Bindings;

/// <summary>Carries a call of an extension to the worker, and its answer back.</summary>
internal sealed class FunctionCalls(WorkerSupervisor workers, IEnumerable<AppFunction> functions, OpenRequests requests, FaultPlan faults) : IFunctionCalls
{
    private readonly Dictionary<string, AppFunction> _functions = functions.ToDictionary(static f => f.Name, StringComparer.OrdinalIgnoreCase);

    public async Task<object?> CallAsync(string function, IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object> bindingData, CancellationToken cancellationToken)
    {
        var called = _functions[function];
        var worker = await workers.CurrentAsync(cancellationToken);
        var fault = faults.Begin(called.Name);
        if (fault == Fault.Before) throw new WorkerProcessExitException("A fault on purpose: the worker died before it began.");
        var forwarding = called.IsHttp ? requests.ForwardAsync((string)arguments[0]!, worker.Connection.Http) : Task.CompletedTask;
        var running = worker.Connection.InvokeAsync(Request(called, arguments, bindingData), cancellationToken);
        if (fault == Fault.Kill) worker.Kill();
        try
        {
            var result = await running;
            if (fault == Fault.After) throw new WorkerProcessExitException("A fault on purpose: the worker died before it could answer.");
            return Values.Read(result);
        }
        finally
        {
            await forwarding;
        }
    }

    private static Invoke Request(AppFunction function, IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object> bindingData)
    {
        var invoke = new Invoke
        {
            Call = function.IsHttp ? (string)arguments[0]! : Guid.NewGuid().ToString(),
            Function = function.Id,
            // The worker reads it always.
            Trace = new Protocol.Trace { Parent = Activity.Current?.Id ?? "", State = Activity.Current?.TraceStateString ?? "" },
        };
        invoke.Inputs.Add(new Parameter { Name = function.Parameter, Value = function.IsHttp ? new Value { Http = new Protocol.Http() } : Values.Write(arguments[0]) });
        for (var c = 0; c < function.Clients.Count; c++) invoke.Inputs.Add(new Parameter { Name = function.Clients[c], Value = Values.Write(arguments[c + 1]) });
        foreach (var (name, value) in bindingData)
        {
            // What the SDK adds for itself cannot be written.
            if (value is not null && name is not ("sys" or "$request")) invoke.Metadata[name] = Values.Write(value);
        }
        return invoke;
    }
}
