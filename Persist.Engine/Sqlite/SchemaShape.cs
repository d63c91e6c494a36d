using Microsoft.Data.Sqlite;

namespace Persist.Engine.Sqlite;

/// <summary>
/// Brings the tables of an older file to the shape that a schema gives them: what is missing is added, and nothing is taken
/// away. The caller's transaction makes it whole, and the caller fills in what the new columns mean for the rows that are there.
/// </summary>
internal static class SchemaShape
{
    /// <summary>Adds the missing tables, columns and indexes. A column that must not be NULL is 0 or empty in the rows that are there.</summary>
    /// <param name="connection">The file, with a write transaction open.</param>
    /// <param name="schema">The statements that make a new file.</param>
    public static void Complete(SqliteConnection connection, string schema)
    {
        using var model = new SqliteConnection("Data Source=:memory:");
        model.Open();
        SqliteFile.Execute(model, schema);
        var there = Objects(connection).Select(made => made.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, type, sql) in Objects(model))
        {
            if (!there.Contains(name))
            {
                SqliteFile.Execute(connection, sql);
            }
            else if (type == "table")
            {
                AddColumns(connection, model, name);
            }
        }
    }

    private static void AddColumns(SqliteConnection connection, SqliteConnection model, string table)
    {
        var there = Columns(connection, table).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, type, isRequired) in Columns(model, table).Where(column => !there.Contains(column.Name)))
        {
            var required = !isRequired ? "" : type == "TEXT" ? " NOT NULL DEFAULT ''" : " NOT NULL DEFAULT 0";
            SqliteFile.Execute(connection, $"ALTER TABLE \"{table}\" ADD COLUMN \"{name}\" {type}{required}");
        }
    }

    // Tables before their indexes.
    private static List<(string Name, string Type, string Sql)> Objects(SqliteConnection connection)
    {
        var objects = new List<(string, string, string)>();
        using var select = new Statement(connection, "SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index') ORDER BY type DESC");
        using var row = select.Query();
        while (row.Read())
        {
            objects.Add((row.GetString(0), row.GetString(1), row.GetString(2)));
        }

        return objects;
    }

    private static List<(string Name, string Type, bool IsRequired)> Columns(SqliteConnection connection, string table)
    {
        var columns = new List<(string, string, bool)>();
        using var select = new Statement(connection, "SELECT name, type, \"notnull\" FROM pragma_table_info($1)");
        using var row = select.Query(table);
        while (row.Read())
        {
            columns.Add((row.GetString(0), row.GetString(1), row.GetBoolean(2)));
        }

        return columns;
    }
}
