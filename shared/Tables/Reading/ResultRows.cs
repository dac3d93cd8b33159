using Serverless.Tables.Native;
using Serverless.Tables.Schema;
using Serverless.Tables.Types;

namespace Serverless.Tables.Reading;

/// <summary>Walks a held result row by row, as objects: for our own small results.</summary>
internal sealed class ResultRows : IDisposable
{
    private readonly ResultHandle _result;
    private readonly ColumnType[] _types;
    private ChunkHandle? _chunk;
    private NativeVector[] _vectors = [];
    private int _rows;
    private int _row;

    public ResultRows(ResultHandle result)
    {
        _result = result;
        _types = new ColumnType[NativeMethods.ColumnCount(result)];
        for (var i = 0; i < _types.Length; i++)
        {
            using var type = NativeMethods.ColumnType(result, (ulong)i);
            _types[i] = TypeReader.Read(type);
        }
    }

    public bool Next()
    {
        if (++_row < _rows) return true;
        do
        {
            _chunk?.Dispose();
            var chunk = _result.Fetch();
            if (chunk == 0) return false;
            _chunk = new ChunkHandle(chunk);
            _rows = (int)NativeMethods.ChunkSize(chunk);
            _vectors = [.. Enumerable.Range(0, _types.Length).Select(i => new NativeVector(NativeMethods.ChunkVector(chunk, (ulong)i)))];
            _row = 0;
        }
        while (_rows == 0);
        return true;
    }

    public object? Value(int column) => ValueReader.Read(_vectors[column], _types[column], _row);

    public void Dispose() => _chunk?.Dispose();
}
