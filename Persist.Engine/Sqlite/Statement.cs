using Microsoft.Data.Sqlite;

namespace Persist.Engine.Sqlite;

/// <summary>A prepared statement with the parameters <c>$1</c>, <c>$2</c>, … Not thread-safe, as its connection is not.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (var place = 1; sql.Contains($"${place}", StringComparison.Ordinal); place++)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = $"${place}" });
        }
    }

    /// <summary>Runs it; returns how many rows it changed.</summary>
    public int Run(params object?[] values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it and opens its rows; dispose the reader before the next use.</summary>
    public SqliteDataReader Query(params object?[] values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    /// <summary>The first column of the first row; null for SQL NULL and for no row.</summary>
    public object? Scalar(params object?[] values)
    {
        Bind(values);
        return _command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public void Dispose() => _command.Dispose();

    private void Bind(object?[] values)
    {
        for (var place = 0; place < values.Length; place++)
        {
            _command.Parameters[place].Value = values[place] ?? DBNull.Value;
        }
    }
}
