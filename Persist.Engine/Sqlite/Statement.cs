using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Persist.Engine.Sqlite;

/// <summary>
/// A prepared statement with the parameters <c>$1</c>, <c>$2</c>, … Not thread-safe, as its connection is not. A lock is
/// waited for as long as the connection's <c>busy_timeout</c> says.
/// </summary>
/// <remarks>
/// It talks to SQLite itself, and not through a command of Microsoft.Data.Sqlite, which costs as much as the statement. What
/// is bound stays bound: of a row of twenty parameters only the few that differ from the row before are handed over.
/// </remarks>
internal sealed class Statement(SqliteConnection connection, string sql) : IDisposable
{
    // Longer texts are not kept by SQLite until the next run. In UTF-16 units.
    private const int KeptLength = 4096;

    private const int OnStack = 1536;

    private sqlite3_stmt? _handle;
    private SqlValue[] _bound = [];
    private int[] _parameters = [];
    private string?[] _names = [];
    private bool _isLargeBound, _isOpen;

    /// <summary>Runs it; returns how many rows it changed.</summary>
    /// <exception cref="SqliteException">SQLite refused it.</exception>
    public int Run(params ReadOnlySpan<SqlValue> values)
    {
        Start(values);
        try
        {
            while (Step())
            {
            }

            return raw.sqlite3_changes(connection.Handle);
        }
        finally
        {
            Stop();
        }
    }

    /// <summary>Runs it and opens its rows; dispose them before the next use.</summary>
    public Row Query(params ReadOnlySpan<SqlValue> values)
    {
        Start(values);
        return new Row(this, _handle!);
    }

    /// <summary>The first column of the first row, a <see cref="long"/> or a <see cref="string"/>; null for SQL NULL and for no row.</summary>
    public object? Scalar(params ReadOnlySpan<SqlValue> values)
    {
        using var row = Query(values);
        return !row.Read() || row.IsDBNull(0) ? null : raw.sqlite3_column_type(_handle!, 0) == raw.SQLITE_TEXT ? row.GetString(0) : row.GetInt64(0);
    }

    /// <summary>The same, of what is always a number.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public long Number(params ReadOnlySpan<SqlValue> values) => Scalar(values) as long? ?? throw new InvalidDataException("a number is missing, or is none");

    public void Dispose() => _handle?.Dispose();

    /// <summary>Goes to the next row; false when there is none.</summary>
    internal bool Step() => raw.sqlite3_step(_handle!) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        var failure => throw Failed(failure),
    };

    /// <summary>Ends a run: frees what it read and holds.</summary>
    internal void Stop()
    {
        _isOpen = false;
        raw.sqlite3_reset(_handle!); // repeats the failure that the step has told already
        if (_isLargeBound)
        {
            raw.sqlite3_clear_bindings(_handle!);
            Array.Clear(_bound);
            _isLargeBound = false;
        }
    }

    /// <summary>The text of a column that holds one of few names; a name that comes again is the same object.</summary>
    internal string Name(ReadOnlySpan<byte> utf8, int column)
    {
        if (_names.Length <= column)
        {
            Array.Resize(ref _names, column + 1);
        }

        return _names[column] is { } known && Ascii.Equals(utf8, known) ? known : _names[column] = Encoding.UTF8.GetString(utf8);
    }

    private void Start(ReadOnlySpan<SqlValue> values)
    {
        if (_isOpen)
        {
            throw new InvalidOperationException($"the statement is still being read: {sql}");
        }

        if (_handle is null)
        {
            Prepare();
        }

        if (values.Length != _bound.Length)
        {
            throw new ArgumentException($"{values.Length} values for {_bound.Length} parameters: {sql}", nameof(values));
        }

        for (var place = 0; place < values.Length; place++)
        {
            if (!values[place].IsSame(_bound[place]))
            {
                Bind(_parameters[place], values[place]);
                _bound[place] = values[place];
            }
        }

        _isOpen = true;
    }

    private void Prepare()
    {
        Check(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
        // For SQLite $1 is a name like any other, and it counts its parameters in the order in which they are met.
        _bound = new SqlValue[raw.sqlite3_bind_parameter_count(_handle)];
        _parameters = [.. Enumerable.Range(1, _bound.Length).Select(place => raw.sqlite3_bind_parameter_index(_handle, $"${place}"))];
    }

    private void Bind(int parameter, SqlValue value) => Check(value switch
    {
        { IsNull: true } => raw.sqlite3_bind_null(_handle!, parameter),
        { Text: null } => raw.sqlite3_bind_int64(_handle!, parameter, value.Number),
        { Text: "" } => raw.sqlite3_bind_text(_handle!, parameter, ""), // an empty span would be NULL
        { Text: var text } => BindText(parameter, text),
    });

    private int BindText(int parameter, string text)
    {
        _isLargeBound |= text.Length > KeptLength;
        var rented = text.Length > OnStack / 3 ? ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text)) : null;
        var utf8 = rented ?? stackalloc byte[OnStack];
        var result = raw.sqlite3_bind_text(_handle!, parameter, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return result;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Failed(result);
        }
    }

    private SqliteException Failed(int result)
    {
        var extended = raw.sqlite3_extended_errcode(connection.Handle);
        return new SqliteException($"SQLite Error {result}: '{raw.sqlite3_errmsg(connection.Handle).utf8_to_string()}'.", result, extended);
    }
}
