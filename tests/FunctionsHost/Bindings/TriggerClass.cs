using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Binder = Microsoft.Azure.WebJobs.Binder;

namespace Serverless.FunctionsHost.Bindings;

/// <summary>Makes the class whose methods the WebJobs SDK indexes.</summary>
internal static class TriggerClass
{
    private static readonly MethodInfo Call = typeof(TriggerMethods).GetMethod("CallAsync", BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly ConstructorInfo Base = typeof(TriggerMethods).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic)[0];

    public static Type Make(IEnumerable<AppFunction> functions)
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Triggers"), AssemblyBuilderAccess.Run).DefineDynamicModule("Triggers");
        var type = module.DefineType("Triggers", TypeAttributes.Public, typeof(TriggerMethods));
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, [typeof(IFunctionCalls)]).GetILGenerator();
        constructor.Emit(OpCodes.Ldarg_0);
        constructor.Emit(OpCodes.Ldarg_1);
        constructor.Emit(OpCodes.Call, Base);
        constructor.Emit(OpCodes.Ret);
        foreach (var function in functions) Add(type, function);
        return type.CreateType();
    }

    private static void Add(TypeBuilder type, AppFunction function)
    {
        var (value, attribute) = TriggerOf(function);
        List<(string Name, Type Type, CustomAttributeBuilder? Attribute)> parameters = [(function.Parameter, value, attribute)];
        parameters.AddRange(function.Clients.Select(static c => (c, typeof(string), (CustomAttributeBuilder?)Of(typeof(DurableClientAttribute)))));
        parameters.Add(("binder", typeof(Binder), null));
        parameters.Add(("cancellationToken", typeof(CancellationToken), null));
        // The durable extension takes a function's result from its task; a queue's must have none.
        var returns = function.Kind is "ORCHESTRATIONTRIGGER" or "ACTIVITYTRIGGER" or "ENTITYTRIGGER" ? typeof(Task<object>) : typeof(Task);
        var method = type.DefineMethod(function.Name, MethodAttributes.Public, returns, [.. parameters.Select(static p => p.Type)]);
        method.SetCustomAttribute(Of(typeof(FunctionNameAttribute), function.Name));
        if (function.IsCalledByHand) method.SetCustomAttribute(Of(typeof(NoAutomaticTriggerAttribute)));
        for (var p = 0; p < parameters.Count; p++)
        {
            var parameter = method.DefineParameter(p + 1, ParameterAttributes.None, parameters[p].Name);
            if (parameters[p].Attribute is { } bound) parameter.SetCustomAttribute(bound);
        }
        Write(method.GetILGenerator(), function.Name, parameters.Count - 2);
    }

    // return CallAsync(name, [trigger, clients], binder, cancellationToken);
    private static void Write(ILGenerator code, string name, int values)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldstr, name);
        code.Emit(OpCodes.Ldc_I4, values);
        code.Emit(OpCodes.Newarr, typeof(object));
        for (var v = 0; v < values; v++)
        {
            code.Emit(OpCodes.Dup);
            code.Emit(OpCodes.Ldc_I4, v);
            code.Emit(OpCodes.Ldarg, v + 1);
            code.Emit(OpCodes.Stelem_Ref);
        }
        code.Emit(OpCodes.Ldarg, values + 1);
        code.Emit(OpCodes.Ldarg, values + 2);
        code.Emit(OpCodes.Call, Call);
        code.Emit(OpCodes.Ret);
    }

    private static (Type Value, CustomAttributeBuilder? Attribute) TriggerOf(AppFunction function) => function.Kind switch
    {
        "ORCHESTRATIONTRIGGER" => (typeof(string), Of(typeof(OrchestrationTriggerAttribute))),
        "ACTIVITYTRIGGER" => (typeof(string), Of(typeof(ActivityTriggerAttribute))),
        "ENTITYTRIGGER" => (typeof(string), Of(typeof(EntityTriggerAttribute))),
        "QUEUETRIGGER" => (typeof(ParameterBindingData), Of(typeof(QueueTriggerAttribute), function.Trigger.GetProperty("queueName").GetString()!)),
        _ when function.IsCalledByHand => (typeof(string), null),
        _ => throw new NotSupportedException($"{function.Name} has a {function.Kind}, which this host does not know."),
    };

    private static CustomAttributeBuilder Of(Type attribute, params string[] arguments) =>
        new(attribute.GetConstructor([.. arguments.Select(static _ => typeof(string))])!, [.. arguments]);
}
