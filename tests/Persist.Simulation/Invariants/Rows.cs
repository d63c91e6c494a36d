using Microsoft.Data.Sqlite;

namespace Persist.Simulation.Invariants;

/// <summary>What files hold, read beside the engine.</summary>
internal sealed class Rows : IDisposable
{
    private readonly Dictionary<string, SqliteConnection> _open = [];

    /// <summary>The first column of every row.</summary>
    public List<string> Read(string path, string query)
    {
        if (!_open.TryGetValue(path, out var connection))
        {
            _open[path] = connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
        }

        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var row = command.ExecuteReader();
        var rows = new List<string>();
        while (row.Read())
        {
            rows.Add(row.GetString(0));
        }

        return rows;
    }

    /// <summary>The first difference between what should be and what is; null when there is none.</summary>
    public static string? Difference(IReadOnlyCollection<string> expected, IReadOnlyCollection<string> found) =>
        expected.Except(found).FirstOrDefault() is { } missing ? $"missing: {missing}; found: {string.Join(" / ", found.Except(expected))}"
        : found.Except(expected).FirstOrDefault() is { } unexpected ? $"unexpected: {unexpected}"
        : expected.Count != found.Count ? "something is there twice"
        : null;

    public void Dispose()
    {
        foreach (var connection in _open.Values)
        {
            connection.Dispose();
        }
    }
}
