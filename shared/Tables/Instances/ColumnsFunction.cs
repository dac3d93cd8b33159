using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Serverless.Tables.Columns;
using Serverless.Tables.Errors;
using Serverless.Tables.Functions;
using Serverless.Tables.Native;
using Serverless.Tables.Reading;
using Serverless.Tables.Schema;
using Serverless.Tables.Types;

namespace Serverless.Tables.Instances;

/// <summary>
/// The table function that reads C# columns. Users' SQL cannot call it: no list of allowed functions has it; views of inputs do.
/// </summary>
/// <remarks>An exception that leaves a callback ends the process, so each catches everything and hands it to DuckDB as the query's error.</remarks>
internal static unsafe class ColumnsFunction
{
    private const string Name = "serverless_columns";

    // Inputs by number for as long as they are alive; a query holds its inputs.
    private static readonly ConcurrentDictionary<long, WeakReference<IReadOnlyList<ColumnData>>> Known = new();
    private static readonly ConditionalWeakTable<IReadOnlyList<ColumnData>, Number> Numbers = [];
    private static long _last;

    /// <summary>The SELECT over an input's columns.</summary>
    public static string Select(IReadOnlyList<ColumnData> input)
    {
        if (input.Count == 0) throw new ArgumentException("The input has no columns.", nameof(input));
        if (input.FirstOrDefault(column => column.Count != input[0].Count) is { } odd)
        {
            throw new ArgumentException($"Column '{odd.Name}' has {odd.Count} rows, '{input[0].Name}' has {input[0].Count}.", nameof(input));
        }
        var number = Numbers.GetValue(input, static added =>
        {
            var next = new Number(Interlocked.Increment(ref _last));
            Known[next.Value] = new WeakReference<IReadOnlyList<ColumnData>>(added);
            return next;
        });
        return $"SELECT * FROM {Name}({SqlLiteral.Number(number.Value)})";
    }

    /// <summary>Makes the function known to an instance.</summary>
    public static void Register(Connection connection)
    {
        var function = NativeMethods.CreateTableFunction();
        try
        {
            NativeMethods.TableFunctionSetName(function, Name);
            using (var number = NativeMethods.CreateType((int)ColumnKind.BigInt)) NativeMethods.TableFunctionAddParameter(function, number);
            NativeMethods.TableFunctionSetBind(function, &Bind);
            NativeMethods.TableFunctionSetInit(function, &Init);
            NativeMethods.TableFunctionSetFunction(function, &Scan);
            NativeMethods.TableFunctionSupportsProjection(function, 1);
            if (NativeMethods.RegisterTableFunction(connection.Handle, function) != 0) throw new TableException(TableErrorKind.Internal, $"DuckDB refuses the table function {Name}.");
        }
        finally
        {
            NativeMethods.DestroyTableFunction(ref function);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            using var parameter = NativeMethods.BindGetParameter(info, 0);
            if (!Known.TryGetValue(NativeMethods.GetInt64(parameter), out var weak) || !weak.TryGetTarget(out var input))
            {
                throw new InvalidOperationException("The columns of this input are gone.");
            }
            foreach (var column in input)
            {
                using var type = TypeWriter.Create(column.Type);
                NativeMethods.BindAddColumn(info, column.Name, type);
            }
            NativeMethods.BindSetCardinality(info, (ulong)input[0].Count, 1);
            NativeMethods.BindSetData(info, GCHandles.Keep(input), GCHandles.Free);
        }
        catch (Exception problem)
        {
            NativeMethods.BindSetError(info, BoundFunction.MessageOf(problem));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info)
    {
        try
        {
            var input = GCHandles.Get<IReadOnlyList<ColumnData>>(NativeMethods.InitGetBindData(info));
            var projected = new IColumnSource?[NativeMethods.InitColumnCount(info)];
            for (var i = 0; i < projected.Length; i++)
            {
                // A count(*) asks for a column that is not there.
                var index = (long)NativeMethods.InitColumnIndex(info, (ulong)i);
                projected[i] = index >= 0 && index < input.Count ? input[(int)index].Source : null;
            }
            NativeMethods.InitSetData(info, GCHandles.Keep(new ScanState(projected, input[0].Count)), GCHandles.Free);
        }
        catch (Exception problem)
        {
            NativeMethods.InitSetError(info, BoundFunction.MessageOf(problem));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Scan(nint info, nint chunk)
    {
        try
        {
            var state = GCHandles.Get<ScanState>(NativeMethods.FunctionGetInitData(info));
            var (start, count) = state.Take();
            for (var i = 0; i < state.Columns.Length && count > 0; i++) state.Columns[i]?.Write(new OutputVector(NativeMethods.ChunkVector(chunk, (ulong)i)), start, count);
            NativeMethods.SetChunkSize(chunk, (ulong)count);
        }
        catch (Exception problem)
        {
            NativeMethods.FunctionSetError(info, BoundFunction.MessageOf(problem));
        }
    }

    /// <summary>Lives as long as its input, and takes the entry along.</summary>
    private sealed class Number(long value)
    {
#pragma warning disable MA0055 // The only way to hear that the input is gone: it is the caller's record and is not disposed.
        ~Number() => Known.TryRemove(value, out _);
#pragma warning restore MA0055

        public long Value => value;
    }

    private sealed class ScanState(IColumnSource?[] columns, int rows)
    {
        private static readonly int ChunkRows = (int)NativeMethods.VectorSize();
        private long _next;

        public IColumnSource?[] Columns => columns;

        /// <summary>The next range; one thread scans, as the function asks for no more, so that rows keep their order.</summary>
        public (int Start, int Count) Take()
        {
            var start = _next;
            _next += ChunkRows;
            return ((int)Math.Min(start, rows), (int)Math.Clamp(rows - start, 0, ChunkRows));
        }
    }
}
