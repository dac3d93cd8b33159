using System.Reflection;
using System.Text.Json;
using Serverless.Graph.Values;

namespace Serverless.Graph.Functions;

/// <summary>Collects functions from assemblies, types and built-ins.</summary>
public sealed class FunctionCatalogBuilder
{
    private const BindingFlags AnyMethod = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private readonly DataTypeMap _types = new();
    private readonly Dictionary<string, FunctionDescriptor> _functions = new(StringComparer.Ordinal);
    // SQL does not tell upper from lower case.
    private readonly Dictionary<string, string> _sqlNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _problems = [];

    /// <summary>Says what documents see for a .NET type, as <c>Table</c> for the executor's table class. Before the functions that use it.</summary>
    public FunctionCatalogBuilder MapType(Type type, DataType dataType)
    {
        _types.Add(type, dataType);
        return this;
    }

    /// <summary>Adds a built-in. The same method may be added more than once.</summary>
    public FunctionCatalogBuilder Add(FunctionDescriptor function)
    {
        if (!IsName(function.Name)) _problems.Add($"'{function.Name}' is no function name: letters, digits, '_' and '-' in parts joined by '.' are allowed.");
        else if (!_functions.TryAdd(function.Name, function) && (function.Method is null || function.Method != _functions[function.Name].Method)) _problems.Add($"Two functions are named '{function.Name}': {Where(_functions[function.Name])} and {Where(function)}. Give one another Name.");
        if (!_sqlNames.TryAdd(function.Name, function.Name) && _sqlNames[function.Name] != function.Name)
            _problems.Add($"The functions '{_sqlNames[function.Name]}' and '{function.Name}' are one to SQL, which does not tell upper from lower case. Give one another Name.");
        return this;
    }

    /// <summary>Adds each method of the assembly that is marked <see cref="TaskFunctionAttribute"/>.</summary>
    public FunctionCatalogBuilder Add(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().OrderBy(t => t.FullName, StringComparer.Ordinal)) Add(type);
        return this;
    }

    /// <summary>Adds each method of the type that is marked <see cref="TaskFunctionAttribute"/>.</summary>
    public FunctionCatalogBuilder Add(Type type)
    {
        foreach (var method in type.GetMethods(AnyMethod))
        {
            if (method.GetCustomAttribute<TaskFunctionAttribute>() is { } attribute) AddMethod(method, attribute);
        }
        return this;
    }

    /// <summary>Adds one method and describes it.</summary>
    /// <exception cref="FunctionCatalogException">The method is not marked <see cref="TaskFunctionAttribute"/>, or cannot be a function.</exception>
    public FunctionDescriptor Add(MethodInfo method)
    {
        var before = _problems.Count;
        if (method.GetCustomAttribute<TaskFunctionAttribute>() is { } attribute) AddMethod(method, attribute);
        else _problems.Add($"{method.DeclaringType!.FullName}.{method.Name} is not marked [TaskFunction]: only functions can be part of a graph.");
        return _problems.Count == before ? _functions[NameOf(method)] : throw new FunctionCatalogException([.. _problems.Skip(before)]);
    }

    /// <exception cref="FunctionCatalogException">Methods that cannot be functions; all are listed.</exception>
    public FunctionCatalog Build() => _problems.Count == 0 ? new FunctionCatalog(_functions.Values) : throw new FunctionCatalogException([.. _problems]);

    /// <summary>The name that a method has in documents; by default without a final <c>Async</c>.</summary>
    public static string NameOf(MethodInfo method)
    {
        if (method.GetCustomAttribute<TaskFunctionAttribute>()?.Name is { Length: > 0 } name) return name;
        var owner = method.DeclaringType!.Name;
        var own = method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name.Length > 5 ? method.Name[..^5] : method.Name;
        return $"{JsonNamingPolicy.CamelCase.ConvertName(owner)}.{JsonNamingPolicy.CamelCase.ConvertName(own)}";
    }

    private void AddMethod(MethodInfo method, TaskFunctionAttribute attribute)
    {
        var where = $"{method.DeclaringType!.FullName}.{method.Name}";
        if (!method.IsStatic) _problems.Add($"{where} is a function and must be static: tasks have no object to run on.");
        else if (method.ContainsGenericParameters) _problems.Add($"{where} is a function and must not be generic: a document names no type arguments.");
        else if (method.GetParameters().Any(p => p.ParameterType.IsByRef || p.ParameterType.IsByRefLike || p.ParameterType.IsPointer)) _problems.Add($"{where} is a function and must take its parameters by value: no ref, out, span or pointer.");
        else if (attribute.Version is { } version && string.IsNullOrWhiteSpace(version)) _problems.Add($"{where} is a function and needs a Version that is not blank.");
        else Add(Describe(method, attribute));
    }

    private FunctionDescriptor Describe(MethodInfo method, TaskFunctionAttribute attribute)
    {
        var result = FunctionCompiler.ResultType(method);
        return new FunctionDescriptor(method)
        {
            Name = NameOf(method),
            Version = attribute.Version ?? FunctionDescriptor.VersionOfBuild(method),
            IsVersionDeclared = attribute.Version is not null,
            Impure = attribute.Impure,
            DropsReferences = attribute.DropsReferences,
            SeesPosition = !attribute.IgnoresPosition && method.GetParameters().Any(p => p.ParameterType == typeof(TaskContext)),
            Parameters = [.. method.GetParameters().Where(p => !FunctionCompiler.IsSupplied(p)).Select(Parameter)],
            Result = result == typeof(void) ? DataType.None : _types.Of(result),
            ResultClrType = result,
        };
    }

    private FunctionParameter Parameter(ParameterInfo parameter) => new(parameter.Name!, _types.Of(parameter))
    {
        Optional = parameter.IsOptional,
        Default = parameter is { IsOptional: true, DefaultValue: { } value and not DBNull } ? ClrValues.FromClr(value, parameter.ParameterType) : default,
        ClrType = parameter.ParameterType,
    };

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 200 && name.Split('.').All(part => part.Length > 0 && part.All(c => char.IsLetterOrDigit(c) || c is '_' or '-'));

    private static string Where(FunctionDescriptor function) =>
        function.Method is { } method ? $"{method.DeclaringType!.FullName}.{method.Name}" : "a built-in";
}
