using Microsoft.Data.Sqlite;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Tests.Sqlite;

public sealed class StatementTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public StatementTests()
    {
        SqliteFile.Execute(Open(), "CREATE TABLE t (n INTEGER PRIMARY KEY, a, b)");
    }

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Each_run_writes_its_own_values_whatever_was_bound_before()
    {
        var none = default(SqlValue);
        SqlValue[][] rows =
        [
            ["", none], [none, ""], ["same", 1L], ["same", 0L], [0L, "0"], [none, none], ["é😀\0x", true], [new string('x', 100_000), new string('é', 1000)],
            [none, "after a large one"], ["same", 1L], [long.MinValue, long.MaxValue],
        ];
        using var insert = new Statement(_connection, "INSERT INTO t (a, b) VALUES ($1, $2)");
        foreach (var row in rows)
        {
            Assert.Equal(1, insert.Run(row));
        }

        using var select = new Statement(_connection, "SELECT a, b, typeof(a), typeof(b) FROM t ORDER BY n");
        using var read = select.Query();
        foreach (var row in rows)
        {
            Assert.True(read.Read());
            Assert.Equal(row.Select(TypeOf), [read.GetString(2), read.GetString(3)]);
            Assert.Equal(row.Select(TextOf), [read.GetText(0), read.GetText(1)]);
        }

        Assert.False(read.Read());
    }

    [Fact]
    public void The_same_text_as_another_object_is_the_same_value()
    {
        using var echo = new Statement(_connection, "SELECT $1");
        Assert.Equal("ab", echo.Scalar(new string(['a', 'b'])));
        Assert.Equal("ab", echo.Scalar(new string(['a', 'b'])));
        Assert.Equal("cd", echo.Scalar("cd"));
        Assert.Null(echo.Scalar((string?)null));
        Assert.Equal(7L, echo.Scalar(7L));
    }

    [Fact]
    public void A_name_that_comes_again_is_the_same_object_and_another_is_not()
    {
        using var names = new Statement(_connection, "SELECT column1 FROM (VALUES ('value'), ('value'), ('café'), ('café'), (''), ('value'))");
        using var row = names.Query();
        var read = new List<string>();
        while (row.Read())
        {
            read.Add(row.GetName(0));
        }

        Assert.Equal(["value", "value", "café", "café", "", "value"], read);
        Assert.Same(read[0], read[1]);
    }

    [Fact]
    public void A_row_that_changes_nothing_counts_as_none()
    {
        using var insert = new Statement(_connection, "INSERT INTO t (n, a) VALUES ($1, $2) ON CONFLICT DO UPDATE SET a=excluded.a WHERE excluded.a > a");
        Assert.Equal(1, insert.Run(1L, 5L));
        Assert.Equal(0, insert.Run(1L, 4L));
        Assert.Equal(1, insert.Run(1L, 6L));
    }

    [Fact]
    public void A_refused_statement_says_what_SQLite_said_and_can_be_used_again()
    {
        using var insert = new Statement(_connection, "INSERT INTO t (n) VALUES ($1)");
        insert.Run(1L);
        var failure = Assert.Throws<SqliteException>(() => insert.Run(1L));
        Assert.Equal((19, 1555), (failure.SqliteErrorCode, failure.SqliteExtendedErrorCode));
        Assert.Contains("t.n", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, insert.Run(2L));
    }

    [Fact]
    public void A_statement_is_not_used_a_second_time_while_it_is_read()
    {
        using var select = new Statement(_connection, "SELECT 1");
        using (select.Query())
        {
            Assert.Throws<InvalidOperationException>(() => select.Scalar());
        }

        Assert.Equal(1L, select.Scalar());
    }

    [Fact]
    public void Values_go_by_the_numbers_of_their_parameters_and_not_by_the_order_in_the_text()
    {
        using var select = new Statement(_connection, "SELECT $3 || $1 || $2 || $1");
        Assert.Equal("caba", select.Scalar("a", "b", "c"));
    }

    [Fact]
    public void Missing_values_are_refused()
    {
        using var insert = new Statement(_connection, "INSERT INTO t (a, b) VALUES ($1, $2)");
        Assert.Throws<ArgumentException>(() => insert.Run("a"));
    }

    private static string TypeOf(SqlValue value) => value.IsNull ? "null" : value.Text is null ? "integer" : "text";

    private static string? TextOf(SqlValue value) => value.IsNull ? null : value.Text ?? $"{value.Number}";

    private SqliteConnection Open()
    {
        _connection.Open();
        return _connection;
    }
}
