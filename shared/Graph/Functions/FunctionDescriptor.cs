using System.Collections.Immutable;
using System.Reflection;

namespace Serverless.Graph.Functions;

/// <summary>Runs a function on .NET arguments, one for each <see cref="FunctionDescriptor.Parameters"/> in order.</summary>
/// <returns>The result; null for methods without one.</returns>
public delegate ValueTask<object?> FunctionInvoker(object?[] arguments, TaskContext context, CancellationToken cancellationToken);

/// <summary>Whether a function works on values, or on whole tables that it names (<c>sql</c>).</summary>
public enum FunctionKind
{
    /// <summary>Inputs of a collection are its first parameters.</summary>
    Value,

    /// <summary>Inputs are tables, by alias; without aliases a single one is <c>input</c>, several go by their nodes' names. All parameters are arguments.</summary>
    Table,
}

/// <summary>Versioned code that documents name.</summary>
public sealed record FunctionDescriptor
{
    private readonly Lazy<Delegate?>? _direct;
    private readonly Lazy<FunctionInvoker>? _invoker;

    /// <summary>A built-in, run by the executor itself.</summary>
    public FunctionDescriptor()
    {
    }

    internal FunctionDescriptor(MethodInfo method)
    {
        Method = method;
        _direct = new Lazy<Delegate?>(() => FunctionCompiler.Direct(method));
        _invoker = new Lazy<FunctionInvoker>(() => FunctionCompiler.Compile(method));
    }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Whether somebody answers for the version: then it promises the same results from every build. Else the build stands for it.</summary>
    public bool IsVersionDeclared { get; init; } = true;

    public FunctionKind Kind { get; init; }

    public ImmutableArray<FunctionParameter> Parameters { get; init; } = [];

    public DataType Result { get; init; } = DataType.Any;

    public bool Impure { get; init; }

    /// <summary>It may look at which of how many tasks it runs in.</summary>
    public bool SeesPosition { get; init; }

    /// <summary>Nothing of the blob references that it is given stands in its result.</summary>
    public bool DropsReferences { get; init; }

    /// <summary>The method; null for built-ins.</summary>
    public MethodInfo? Method { get; }

    /// <summary>The build that the method is of, as its compiler named it; null for built-ins. The same sources built the same way give the same one.</summary>
    public string? Build => Method?.Module.ModuleVersionId.ToString("N");

    /// <summary>What stands for the version of a method that declares none.</summary>
    internal static string VersionOfBuild(MethodInfo method) => $"build {method.Module.ModuleVersionId.ToString("N")[..16]}";

    /// <summary>The .NET type of the result, without <see cref="Task"/> around it; null for built-ins.</summary>
    public Type? ResultClrType { get; init; }

    /// <summary>The compiled call, compiled at first use; of a built-in that works on values what the executor gave it. Null for built-ins that work on tables.</summary>
    public FunctionInvoker? Invoker
    {
        get => field ?? _invoker?.Value;
        init;
    }

    /// <summary>What arguments have to fulfil beyond their types; null: nothing.</summary>
    internal Action<NodeArguments>? Check { get; init; }

    /// <summary>
    /// The method as <c>Func</c> or <c>Action</c> of its own types, for calls without boxes, as in <c>Direct is Func&lt;long, long&gt; f</c>.
    /// Null for built-ins and for methods that are asynchronous or take a context or a cancellation token.
    /// </summary>
    public Delegate? Direct => _direct?.Value;

    public override string ToString() => IsVersionDeclared ? $"{Name} (version {Version})" : $"{Name} ({Version})";
}
