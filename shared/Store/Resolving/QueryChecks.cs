using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;
using Serverless.Planning.Snapshots;
using Serverless.Store.Operations;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Functions;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Tables.Operations;

namespace Serverless.Store.Resolving;

/// <summary>
/// Looks at queries before anything runs: each whose inputs' columns are known is bound over empty tables that have them, and what it gives is known to those
/// behind it. What cannot be told so (a query that a node makes, records of a method) is told when it runs.
/// </summary>
/// <param name="tables">The host's engine, whose folder the sandbox has a part of.</param>
/// <param name="schemas">Columns of reads.</param>
internal sealed class QueryChecks(Lazy<TableEngine> tables, ReadSchemas schemas)
{
    // A query takes a third of a millisecond; of a document with more, the rest is looked at when it runs.
    private const int MostQueries = 500;

    // What a query calls its only input where the document gives it no other name.
    private const string Input = "input";

    private readonly Dictionary<string, KnownTable> _known = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Problem>.Builder _problems = ImmutableArray.CreateBuilder<Problem>();
    private bool _hasUnfit;

    /// <returns>What is wrong with queries and with the partition keys of writes.</returns>
    public async Task<ImmutableArray<Problem>> CheckAsync(JobDocument document, JobSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (!document.Nodes.Any(node => node.Over.Length > 0 && (IsQuery(document, node) || NodeOperations.Of(node) is not null || node is WriteNode { PartitionBy.Length: > 0 }))) return [];
        var order = document.Topology.Order.ToArray().Select(at => document.Nodes[at]).ToList();
        await FindReadsAsync(document, order, snapshot, cancellationToken);
        var folder = Path.Combine(tables.Value.TemporaryFolder, $"check-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            await using var sandbox = await TableSandbox.OpenAsync(new SandboxOptions(folder) { Functions = FunctionsOf(document, order) }, cancellationToken);
            var left = MostQueries;
            foreach (var node in order)
            {
                if (node.OnlyChooses && _known.TryGetValue(node.Over[0].Node.Value, out var taken)) _known[node.Id.Value] = taken;
                else if (node is WriteNode write) CheckKeys(write);
                else if (NodeOperations.Of(node) is { } operation) await CheckAsync(node, operation, sandbox, cancellationToken);
                else if (IsQuery(document, node) && left-- > 0) await BindAsync(document, node, sandbox, cancellationToken);
            }
            return _problems.ToImmutable();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsQuery(JobDocument document, Node node) =>
        document.Binding(node.Id).Function?.Name == BuiltInFunctions.SqlName;

    // A function that SQL cannot call is missing here as it is there, where its node says why.
    private List<ScalarFunction> FunctionsOf(JobDocument document, List<Node> order)
    {
        var callable = new List<ScalarFunction>();
        foreach (var function in order.SelectMany(node => document.Binding(node.Id).Called).DistinctBy(function => function.Name, StringComparer.Ordinal))
        {
            try
            {
                if (function.Method is { } method) callable.Add(ScalarFunction.Of(function.Name, method));
                else _hasUnfit = true;
            }
            catch (ArgumentException)
            {
                _hasUnfit = true;
            }
        }
        return callable;
    }

    // Of reads that a query or a write takes as they are.
    private async Task FindReadsAsync(JobDocument document, List<Node> order, JobSnapshot snapshot, CancellationToken cancellationToken)
    {
        foreach (var name in order.Where(node => IsQuery(document, node) || NodeOperations.Of(node) is not null || node is WriteNode || node.OnlyChooses).SelectMany(node => node.Over).Select(over => over.Node).Distinct())
        {
            if (document.Nodes[name] is ReadNode read && snapshot.Reads.TryGetValue(name.Value, out var found) && await schemas.FindAsync(read, found, cancellationToken) is { } table) _known[name.Value] = table;
        }
    }

    private void CheckKeys(WriteNode write)
    {
        if (!_known.TryGetValue(write.Over[0].Node.Value, out var table)) return;
        for (var i = 0; i < write.PartitionBy.Length; i++)
        {
            if (table.Schema.IndexOf(write.PartitionBy[i]) >= 0) continue;
            var names = table.Schema.Columns.Select(column => column.Name).ToList();
            _problems.Add(new Problem
            {
                Path = $"$.nodes.{write.Id}.write.partitionBy[{i}]",
                Rule = ProblemRules.MissingColumn,
                Message = $"'{write.Over[0].Node}' has no column '{write.PartitionBy[i]}' to partition by. It has: {string.Join(", ", names)}.",
                Suggestion = Spelling.Nearest(write.PartitionBy[i], names),
            });
        }
    }

    private async Task CheckAsync(Node node, TableOperation operation, TableSandbox sandbox, CancellationToken cancellationToken)
    {
        var inputs = new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase);
        var (titled, isExact) = (new List<OperationTable>(), true);
        foreach (var over in node.Over)
        {
            if (!_known.TryGetValue(over.Node.Value, out var table)) return;
            inputs[operation.Inputs[titled.Count]] = new EmptyInput(table.Schema);
            titled.Add(new OperationTable(over.Node.Value, table.Schema));
            isExact &= table.IsExact;
        }
        var plan = operation.Plan(titled);
        _problems.AddRange(plan.Problems.Where(problem => isExact || problem.Unknown is not null).Select(problem => new Problem
        {
            Path = $"$.nodes.{node.Id}.{node.Kind}",
            Rule = problem.Kind == TableErrorKind.MissingColumn ? ProblemRules.MissingColumn : ProblemRules.Query,
            Message = problem.Message,
            Suggestion = problem.Unknown is { } unknown ? Spelling.Nearest(unknown, problem.Known) : null,
        }));
        if (plan.Sql is not { } sql) return;
        var schema = await sandbox.DescribeAsync(new TableQuery(sql) { Inputs = inputs }, cancellationToken);
        if (ReadSchemas.CanBeMade(schema)) _known[node.Id.Value] = new KnownTable(schema, isExact);
    }

    private async Task BindAsync(JobDocument document, Node node, TableSandbox sandbox, CancellationToken cancellationToken)
    {
        if (document.Binding(node.Id).Arguments is not [{ Kind: GraphValueKind.String } text, ..]) return;
        var (inputs, isKnown, isExact) = (new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase), true, true);
        foreach (var over in node.Over)
        {
            isKnown &= _known.TryGetValue(over.Node.Value, out var table);
            if (table is null) continue;
            inputs[over.Alias ?? (node.Over.Length == 1 ? Input : over.Node.Value)] = new EmptyInput(table.Schema);
            isExact &= table.IsExact;
        }
        try
        {
            var schema = await sandbox.DescribeAsync(new TableQuery(text.AsString()) { Inputs = inputs }, cancellationToken);
            if (isKnown && ReadSchemas.CanBeMade(schema)) _known[node.Id.Value] = new KnownTable(schema, isExact);
        }
        // Of a query over what is not known yet, it is known whether it is a query at all: its text is parsed before its tables are looked for.
        catch (TableException e) when (isKnown ? IsSure(e.Kind, isExact) : e.Kind == TableErrorKind.Syntax)
        {
            var rule = e.Kind switch { TableErrorKind.MissingColumn => ProblemRules.MissingColumn, TableErrorKind.MissingTable => ProblemRules.MissingTable, _ => ProblemRules.Query };
            _problems.Add(new Problem { Path = $"$.nodes.{node.Id}.args", Rule = rule, Message = $"The query of '{node.Id}' cannot run: {e.Message}{(e.Kind == TableErrorKind.MissingColumn ? $"\n{ColumnsOf(inputs)}" : "")}" });
        }
        catch (TableException)
        {
            // Said when it runs: a file that is not there yet, a parameter without a value.
        }
    }

    private static string ColumnsOf(Dictionary<string, TableInput> inputs) =>
        string.Join(" ", inputs.Select(input => $"'{input.Key}' has: {string.Join(", ", ((EmptyInput)input.Value).Schema.Columns.Select(column => column.Name))}."));

    // Said again when it runs where it is not sure: another file may have another type.
    private bool IsSure(TableErrorKind kind, bool isExact) => kind switch
    {
        TableErrorKind.MissingColumn or TableErrorKind.MissingTable or TableErrorKind.Syntax or TableErrorKind.NotAllowed => true,
        TableErrorKind.MissingFunction or TableErrorKind.Binding => isExact && !_hasUnfit,
        _ => false,
    };
}
