using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

/// <summary>3,000 damaged files: each is read, or is an error that names its input. A crash would end the test process.</summary>
public sealed class CorruptFileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Read_DamagedFiles_NeverCrashes(int seed)
    {
        const int Files = 1000;
        using var folder = new TempFolder();
        await using var engine = new TableEngine(new EngineOptions(folder.Path));
        var good = folder.Of("good.parquet");
        await engine.WriteParquetAsync(new TableQuery(
            """
            SELECT range AS i, CASE WHEN range % 3 = 0 THEN NULL ELSE md5(range::VARCHAR) END AS t, 'k' || range % 5 AS k, [range, NULL] AS l, {'a': range::DECIMAL(12,3), 'b': DATE '2024-01-01' + range::INT} AS s,
              MAP {'x': range} AS m, range::DOUBLE / 7 AS d, uuid() AS u FROM range(3000)
            """), good);
        var original = await File.ReadAllBytesAsync(good);
        var random = new Random(seed);
        var (read, failed) = (0, new Dictionary<TableErrorKind, int>());
        for (var n = 0; n < Files; n++)
        {
            var path = folder.Of($"{n}.parquet");
            await File.WriteAllBytesAsync(path, Damage(original, random));
            var query = new TableQuery("SELECT count(i), sum(length(t)), max(k), sum(len(l)), max(s), max(m), sum(d), max(u) FROM damaged") { Inputs = TestSandbox.Inputs(("damaged", TableInput.Parquet(path))) };
            try
            {
                using var reader = await engine.ReadAsync(query);
                while (reader.Read())
                {
                }
                read++;
            }
            catch (TableException error)
            {
                failed[error.Kind] = failed.GetValueOrDefault(error.Kind) + 1;
            }
            File.Delete(path);
        }

        Assert.Equal(Files, read + failed.Values.Sum());
        Assert.InRange(failed.GetValueOrDefault(TableErrorKind.CorruptInput), Files / 4, Files);
        // A fault of DuckDB's own would be Internal, a mistake of ours Raised: there are none.
        Assert.True(failed.Keys.All(kind => kind is TableErrorKind.CorruptInput or TableErrorKind.OutOfMemory or TableErrorKind.MissingColumn or TableErrorKind.Binding or TableErrorKind.MissingFunction),
            string.Join(", ", failed.Select(pair => $"{pair.Key}: {pair.Value}")));
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        if (random.Next(10) == 0) return bytes[..random.Next(bytes.Length)];
        // Half of the changes hit the footer, where most can go wrong.
        var footer = Math.Max(0, bytes.Length - 3000);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(2) == 0 ? random.Next(footer, bytes.Length) : random.Next(bytes.Length);
            bytes[at] ^= (byte)random.Next(1, 256);
        }
        return bytes;
    }
}
