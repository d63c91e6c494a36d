using System.Text;
using SQLitePCL;

namespace Persist.Engine.Sqlite;

/// <summary>The row that a statement stands on. Columns count from 0. Disposing it ends the statement's run.</summary>
internal readonly struct Row(Statement statement, sqlite3_stmt handle) : IDisposable
{
    /// <summary>Goes to the next row; false when there is none.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">SQLite failed.</exception>
    public bool Read() => statement.Step();

    public bool IsDBNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(handle, column);

    public int GetInt32(int column) => (int)GetInt64(column);

    public bool GetBoolean(int column) => GetInt64(column) != 0;

    /// <summary>The text; never of a NULL.</summary>
    public string GetString(int column) => GetText(column) ?? throw new InvalidDataException($"column {column} is NULL");

    /// <summary>The text; null for a NULL.</summary>
    public string? GetText(int column)
    {
        var utf8 = raw.sqlite3_column_blob(handle, column);
        return !utf8.IsEmpty ? Encoding.UTF8.GetString(utf8) : IsDBNull(column) ? null : "";
    }

    /// <summary>The text of a column that holds one of few names: a name that comes again is the same object.</summary>
    public string GetName(int column) => statement.Name(raw.sqlite3_column_blob(handle, column), column);

    public void Dispose() => statement.Stop();
}
