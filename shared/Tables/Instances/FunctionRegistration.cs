using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Serverless.Tables.Errors;
using Serverless.Tables.Functions;
using Serverless.Tables.Native;
using Serverless.Tables.Reading;
using Serverless.Tables.Schema;
using Serverless.Tables.Types;

namespace Serverless.Tables.Instances;

/// <summary>Makes .NET methods known to an instance.</summary>
internal static unsafe class FunctionRegistration
{
    public static void Register(Connection connection, ScalarFunction function)
    {
        var bound = new BoundFunction(function);
        var native = NativeMethods.CreateScalarFunction();
        try
        {
            NativeMethods.ScalarFunctionSetName(native, function.Name);
            foreach (var parameter in function.Parameters)
            {
                using var type = TypeWriter.Create(parameter);
                NativeMethods.ScalarFunctionAddParameter(native, type);
            }
            using (var result = TypeWriter.Create(function.Result)) NativeMethods.ScalarFunctionSetReturnType(native, result);
            // Nulls come to us, so that parameters with ? can see them.
            NativeMethods.ScalarFunctionSetSpecialHandling(native);
            NativeMethods.ScalarFunctionSetVolatile(native);
            NativeMethods.ScalarFunctionSetExtraInfo(native, GCHandles.Keep(bound), GCHandles.Free);
            NativeMethods.ScalarFunctionSetFunction(native, &Invoke);
            if (NativeMethods.RegisterScalarFunction(connection.Handle, native) != 0)
            {
                throw new TableException(TableErrorKind.Internal, $"DuckDB refuses the function {function.Name}: a built-in one has that name and these parameters.");
            }
            connection.Instance.Functions.Add(bound);
            NameInSchema(connection, function);
        }
        finally
        {
            NativeMethods.DestroyScalarFunction(ref native);
        }
    }

    /// <summary>SQL reads a dot as the end of a schema's name: a macro there makes <c>prices.net(x)</c> the function <c>"prices.net"</c>.</summary>
    private static void NameInSchema(Connection connection, ScalarFunction function)
    {
        if (function.Name.Split('.') is not [var schema, var name]) return;
        var parameters = string.Join(", ", Enumerable.Range(0, function.Parameters.Count).Select(i => $"p{SqlLiteral.Number(i)}"));
        var inSchema = $"{SqlLiteral.Name(schema)}.{SqlLiteral.Name(name)}";
        connection.Execute($"CREATE SCHEMA IF NOT EXISTS {SqlLiteral.Name(schema)}; CREATE MACRO {inSchema}({parameters}) AS {SqlLiteral.Name(function.Name)}({parameters})");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Invoke(nint info, nint input, nint output)
    {
        BoundFunction? bound = null;
        try
        {
            bound = GCHandles.Get<BoundFunction>(NativeMethods.ScalarFunctionGetExtraInfo(info));
            var vectors = new NativeVector[bound.Function.Parameters.Count];
            for (var i = 0; i < vectors.Length; i++) vectors[i] = new NativeVector(NativeMethods.ChunkVector(input, (ulong)i));
            bound.Function.Call.Run(vectors, new OutputVector(output), (int)NativeMethods.ChunkSize(input));
        }
        catch (Exception problem)
        {
            // Nothing may leave: an exception across the border ends the process.
            bound?.KeepFailure(problem);
            NativeMethods.ScalarFunctionSetError(info, bound?.Describe(problem) ?? BoundFunction.MessageOf(problem));
        }
    }
}
