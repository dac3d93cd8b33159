using Serverless.Graph.Functions;
using Serverless.Tables.Errors;
using Serverless.Tables.Functions;

namespace Serverless.Execution.Tables;

/// <summary>The functions that a pipeline's queries name, as SQL calls them: those that can be called, and why the others cannot.</summary>
internal sealed class SqlFunctions
{
    private readonly Dictionary<string, string> _unfit = new(StringComparer.OrdinalIgnoreCase);

    public SqlFunctions(IEnumerable<FunctionDescriptor> named)
    {
        foreach (var function in named.DistinctBy(f => f.Name, StringComparer.Ordinal))
        {
            try
            {
                if (function.Method is { } method) Callable.Add(ScalarFunction.Of(function.Name, method));
                else _unfit[function.Name] = "it is built in, and works on values of a graph";
            }
            catch (ArgumentException e)
            {
                _unfit[function.Name] = e.Message;
            }
        }
    }

    public List<ScalarFunction> Callable { get; } = [];

    /// <summary>Adds to a query's error why a function that it names is not there.</summary>
    public TableException Explain(TableException error)
    {
        var names = _unfit.Where(f => error.Message.Contains(LastPart(f.Key), StringComparison.OrdinalIgnoreCase)).Select(f => $"{f.Key} cannot be called from SQL: {f.Value}").ToList();
        return names.Count == 0 || error.Kind is not (TableErrorKind.MissingFunction or TableErrorKind.MissingTable or TableErrorKind.MissingColumn or TableErrorKind.Binding)
            ? error
            : new TableException(error.Kind, $"{error.Message}{Environment.NewLine}{string.Join(Environment.NewLine, names)}", error);
    }

    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];
}
