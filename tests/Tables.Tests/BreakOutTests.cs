using System.Text;
using System.Text.Json;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

/// <summary>Attempts to leave the sandbox, to act on the process, or to learn where on which machine a query runs. None may.</summary>
public sealed class BreakOutTests
{
    private const string Secret = "s3cr3t-of-another-tenant";

    // {other}: another tenant's scratch folder with secret.parquet, secret.txt and db.duckdb; {own}: this query's own.
    private static readonly string[] Attempts =
    [
        // Files of others, by every reader and spelling.
        "FROM '{other}/secret.parquet'", "FROM \"{other}/secret.parquet\"", "FROM read_parquet('{other}/secret.parquet')", "FROM read_parquet(['{other}/*.parquet'])", "FROM parquet_scan('{other}/secret.parquet')",
        "FROM read_parquet('{own}/../{otherName}/secret.parquet')", "FROM read_parquet('{own}//..//{otherName}//secret.parquet')", "FROM read_parquet('{own}/./../{otherName}/secret.parquet')", "FROM read_parquet('file://{other}/secret.parquet')",
        "FROM read_parquet('file:{other}/secret.parquet')", "FROM read_parquet('{own}*/../{otherName}/secret.parquet')", "FROM read_parquet('{other}/secret.parquet', filename = true)", "FROM read_parquet($$" + "{other}/secret.parquet$$)",
        "FROM read_parquet('{parent}/**/secret.parquet')", "FROM read_parquet('{parent}/*/secret.parquet')", "FROM read_text('{other}/secret.txt')", "FROM read_blob('{other}/secret.txt')", "FROM read_csv('{other}/secret.txt', header = false)", "FROM read_csv_auto('{other}/*.txt')",
        "FROM sniff_csv('{other}/secret.txt')", "FROM read_json('{other}/secret.txt')", "FROM read_json_objects('{other}/secret.txt', format = 'unstructured')", "FROM read_ndjson_objects('{other}/secret.txt')", "FROM parquet_metadata('{other}/secret.parquet')",
        "FROM parquet_schema('{other}/secret.parquet')", "FROM parquet_kv_metadata('{other}/secret.parquet')", "FROM parquet_bloom_probe('{other}/secret.parquet', 'secret', 's')", "FROM glob('{other}/*')", "FROM glob('/**/secret.*')", "FROM glob('{parent}/*')",
        "FROM read_text('/etc/passwd')", "FROM read_text('/proc/self/environ')", "FROM read_blob('/proc/self/maps')", "FROM read_text('/dev/stdin')", "FROM read_csv('/dev/fd/0')", "FROM read_text('\\\\\\\\host\\\\share\\\\x')", "SELECT * FROM read_duckdb('{other}/db.duckdb')",
        "FROM seq_scan('x')", "WITH a AS (FROM read_text('{other}/secret.txt')) SELECT (SELECT content FROM a)", "SELECT (SELECT content FROM read_text('{other}/secret.txt'))", "SELECT x.content FROM range(1), LATERAL (FROM read_text('{other}/secret.txt')) x",
        "SELECT 1 WHERE EXISTS (FROM read_text('{other}/secret.txt'))", "SELECT 1 UNION ALL SELECT length(content) FROM read_text('{other}/secret.txt')", "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r, read_text('{other}/secret.txt') WHERE i < 2) FROM r",
        "FROM (VALUES ('{other}/secret.txt')) v(p), read_text(p)", "FROM query('FROM read_text(''{other}/secret.txt'')')", "FROM query_table('{other}/secret.parquet')", "FROM query_table(['{other}/secret.parquet'])", "SUMMARIZE FROM '{other}/secret.parquet'", "DESCRIBE FROM '{other}/secret.parquet'",
        // The network.
        "FROM 'https://example.com/a.parquet'", "FROM read_csv('http://169.254.169.254/metadata/instance')", "FROM 's3://bucket/a.parquet'", "FROM read_parquet('az://container/a.parquet')", "FROM read_parquet('gcs://b/a.parquet')", "FROM read_parquet('hf://datasets/a/b.parquet')",
        // Statements, alone, behind others and hidden.
        "COPY (SELECT 1) TO '{other}/new.csv'", "COPY (SELECT 1) TO '{own}/new.csv'", "SELECT 1; COPY (SELECT 1) TO '{other}/new.csv'", "SELECT 1) TO '{other}/new.csv' (FORMAT csv); --", "SELECT 1) TO '{other}/new.csv'; SELECT (1", "SELECT 1 /* ; */; /* */ DROP VIEW input", "SELECT 1;\n-- x\nATTACH '{other}/db.duckdb'",
        "SELECT 1 -- \n ; SET threads = 9", "/* SELECT */ INSTALL httpfs", "LOAD httpfs", "INSTALL spatial FROM community", "ATTACH '{other}/db.duckdb' AS o", "ATTACH ':memory:' AS o", "DETACH memory", "USE system", "CREATE TABLE t AS SELECT 1", "CREATE TEMP VIEW input AS SELECT 1", "CREATE MACRO input() AS 1",
        "CREATE SECRET s (TYPE s3)", "CREATE PERSISTENT SECRET s (TYPE s3)", "DROP VIEW input", "INSERT INTO input VALUES (1)", "UPDATE input SET v = 1", "DELETE FROM input", "ALTER VIEW input RENAME TO x", "SET enable_external_access = true", "SET allowed_directories = ['/']", "RESET lock_configuration",
        "SET VARIABLE x = 1", "PRAGMA enable_profiling", "PRAGMA database_list", "PRAGMA show_tables", "CALL enable_logging()", "CALL pragma_version()", "EXPORT DATABASE '{other}/x'", "IMPORT DATABASE '{other}/x'", "CHECKPOINT", "VACUUM", "BEGIN", "PREPARE p AS SELECT 1", "EXECUTE p", "EXPLAIN ANALYZE SELECT 1", "LOAD '{own}/x.so'",
        "WITH a AS (INSERT INTO input VALUES (1) RETURNING 1) FROM a", "SELECT * FROM (COPY (SELECT 1) TO '{other}/new.csv')", "SELECT '' || (COPY (SELECT 1) TO '{other}/new.csv')", "SELECT $x$;$x$ ; COPY (SELECT 1) TO '{other}/new.csv'", "SELECT E'\\'; COPY (SELECT 1) TO ''{other}/new.csv''; --'; COPY (SELECT 1) TO '{other}/new.csv'",
        "SELECT \";\" FROM (SELECT 1 AS \";\"); COPY (SELECT 1) TO '{other}/new.csv'", "SELECT 1\0; COPY (SELECT 1) TO '{other}/new.csv'",
        // Functions that act on the process or run text.
        "FROM enable_logging(storage = 'stdout')", "FROM system.main.enable_profiling()", "FROM json_execute_serialized_sql(json_serialize_sql('FROM enable_logging()'))", "FROM arrow_scan(1, 2, 3)", "SELECT write_log('x')", "FROM force_checkpoint()", "FROM truncate_duckdb_logs()", "FROM import_database('x')", "FROM copy_database('x')",
        "FROM add_parquet_key('k', '0123456789112345')", "FROM serverless_columns(1)", "FROM \"SERVERLESS_COLUMNS\"(1)", "FROM disable_verification()", "FROM which_secret('s3://x', 's3')", "SELECT sleep_ms(600000)",
        // What tells of the machine, of settings, of the text around the query.
        "FROM pg_settings", "FROM pg_catalog.pg_settings", "FROM system.pg_catalog.pg_settings", "FROM \"PG_SETTINGS\"", "FROM duckdb_settings()", "FROM duckdb_settings", "SELECT current_setting('temp_directory')", "SELECT main.current_setting('allowed_directories')", "SELECT system.main.current_setting('allowed_paths')", "SELECT current_setting(s) FROM (VALUES ('temp_directory')) t(s)",
        "SELECT ['temp_directory'].list_transform(lambda s: current_setting(s))", "FROM duckdb_views()", "FROM duckdb_views", "FROM main.duckdb_views", "FROM pg_views", "FROM pg_catalog.pg_views", "FROM information_schema.views", "FROM sqlite_master", "FROM sqlite_temp_master", "FROM sqlite_schema", "FROM duckdb_databases()", "FROM duckdb_databases", "FROM pragma_database_list",
        "FROM pg_database", "FROM duckdb_tables()", "FROM duckdb_temporary_files()", "FROM duckdb_logs", "FROM duckdb_logs()", "FROM duckdb_secrets()", "FROM duckdb_extensions()", "FROM duckdb_memory()", "FROM duckdb_prepared_statements()", "FROM pg_prepared_statements", "FROM duckdb_external_file_cache()", "FROM duckdb_variables()", "FROM duckdb_dependencies()",
        "FROM pragma_show('input')", "FROM pragma_storage_info('input')", "FROM pragma_metadata_info()", "SELECT current_query()", "SELECT json_serialize_plan('FROM input')", "SELECT json_serialize_plan('FROM input', optimize := true)", "SELECT getenv('HOME')", "SELECT pg_get_viewdef(0)", "FROM all_profiling_output()", "FROM duckdb_connection_count()",
        "SHOW ALL TABLES", "SHOW TABLES", "SHOW DATABASES", "SHOW input", "FROM information_schema.tables", "FROM information_schema.columns", "FROM duckdb_columns", "FROM duckdb_functions()", "FROM pg_class", "FROM duckdb_types", "SELECT filename FROM input", "SELECT file_row_number, file_index FROM input",
        "SELECT error((SELECT content FROM read_text('{other}/secret.txt')))", "FROM input AT (VERSION => 1)", "SELECT COLUMNS(*) FROM duckdb_views",
    ];

    [Fact]
    public async Task Query_AnyAttempt_LearnsAndChangesNothing()
    {
        using var root = new TempFolder();
        var (own, other) = (Directory.CreateDirectory(root.Of("own-folder")).FullName, Directory.CreateDirectory(root.Of("other-folder")).FullName);
        await using (var writer = await TestSandbox.OpenAsync()) File.Copy(await writer.WriteAsync($"SELECT '{Secret}' AS secret"), Path.Combine(other, "secret.parquet"));
        await File.WriteAllTextAsync(Path.Combine(other, "secret.txt"), Secret);
        await File.WriteAllTextAsync(Path.Combine(other, "db.duckdb"), Secret);
        var before = Snapshot(root.Path);
        await using var sandbox = await TableSandbox.OpenAsync(new SandboxOptions(own));
        await sandbox.WriteParquetAsync(new TableQuery("SELECT 1 AS v"), Path.Combine(own, "input.parquet"));
        var inputs = TestSandbox.Inputs(("input", TableInput.Parquet(Path.Combine(own, "input.parquet"))));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var breaches = new List<string>();

        foreach (var attempt in Attempts)
        {
            var sql = attempt.Replace("{own}", own, StringComparison.Ordinal).Replace("{other}", other, StringComparison.Ordinal).Replace("{otherName}", "other-folder", StringComparison.Ordinal).Replace("{parent}", root.Path, StringComparison.Ordinal);
            string answer;
            try
            {
                answer = await AnswerAsync(sandbox, new TableQuery(sql) { Inputs = inputs }, cancellation.Token);
                // What runs may say what the attempt itself says, and no more.
                if (!sql.Contains(root.Path, StringComparison.Ordinal) && answer.Contains(root.Path, StringComparison.Ordinal)) breaches.Add($"tells a path: {attempt}");
            }
            catch (TableException refused)
            {
                answer = refused.Message;
                if (refused.Kind is TableErrorKind.Internal or TableErrorKind.Io) breaches.Add($"{refused.Kind}: {attempt}: {refused.Message}");
            }
            if (answer.Contains(Secret, StringComparison.Ordinal)) breaches.Add($"tells the secret: {attempt}");
            if (answer.Contains("root:", StringComparison.Ordinal)) breaches.Add($"reads the machine: {attempt}");
        }

        Assert.True(Attempts.Length >= 64, $"{Attempts.Length} attempts");
        Assert.Empty(breaches);
        Assert.Equal(before, Snapshot(root.Path).Where(file => !file.StartsWith(own, StringComparison.Ordinal)));
        Assert.Equal(["input.parquet"], Directory.EnumerateFiles(own).Select(Path.GetFileName));
        Assert.Equal("[{\"v\":1}]", await AnswerAsync(sandbox, new TableQuery("FROM input") { Inputs = inputs }, cancellation.Token));
    }

    [Theory]
    [InlineData("pg_settings")]
    [InlineData("duckdb_views")]
    [InlineData("sqlite_master")]
    public async Task Input_NamedAsAViewOfTheSystem_IsRead(string name)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT 7 AS v");

        Assert.Equal(7, Assert.Single(await sandbox.RowsAsync(new TableQuery($"SELECT v FROM {name}") { Inputs = TestSandbox.Inputs((name, TableInput.Parquet(path))) }))[0]);
    }

    private static async Task<string> AnswerAsync(TableSandbox sandbox, TableQuery query, CancellationToken cancellationToken)
    {
        using var reader = await sandbox.ReadAsync(query, cancellationToken);
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer)) JsonRows.WriteArray(reader, json);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static List<string> Snapshot(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))[..16]}")];
}
