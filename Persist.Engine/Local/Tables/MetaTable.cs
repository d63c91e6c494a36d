using Microsoft.Data.Sqlite;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>Named facts about the file.</summary>
internal sealed class MetaTable(SqliteConnection connection) : IDisposable
{
    private readonly Statement _get = new(connection, "SELECT value FROM meta WHERE name=$1");

    private readonly Statement _set = new(connection, "INSERT OR REPLACE INTO meta (name, value) VALUES ($1, $2)");

    public string? Text(string name) => _get.Scalar(name) switch
    {
        null => null,
        string text => text,
        _ => throw Unreadable(name),
    };

    public long? Number(string name) => _get.Scalar(name) switch
    {
        null => null,
        long number => number,
        _ => throw Unreadable(name),
    };

    public void Set(string name, SqlValue value) => _set.Run(name, value);

    public void Dispose()
    {
        _get.Dispose();
        _set.Dispose();
    }

    private static InvalidDataException Unreadable(string name) => new($"what the file notes as '{name}' cannot be read");
}
