using Microsoft.Data.Sqlite;

namespace Persist.Engine.Tests.Sync.Histories;

/// <summary>
/// A random history: files that two processes have open, of which some join late; edits, syncs over a lossy network, restarts.
/// In the end all must hold what the remote holds, to the stamp, and nothing may be left over.
/// </summary>
internal sealed class History : IDisposable
{
    private const int Steps = 100;

    // A live cell, and a dead counter: it has a generation. Other tombstones are kept from who joins after them.
    private const string Cells = """
        SELECT key || '|' || kind || '|' || path || '|' || coalesce(value, '-') || '|' || stamp || '|' || origin || '|' || op || '|' || seq
            || '|' || coalesce(state, '-')
        FROM cell WHERE dead = 0 OR kind = 'counter' ORDER BY key, kind, path
        """;

    private readonly string _folder;
    private readonly Random _random;
    private readonly HistoryPlot _plot;
    private readonly ManualClock _clock = new();
    private readonly List<HistoryNode> _nodes = [];

    public History(TemporaryFolder folder, Random random, HistoryPlot plot)
    {
        (_random, _plot) = (random, plot);
        _folder = Directory.CreateDirectory(folder.File($"{Guid.NewGuid():n}")).FullName;
    }

    private string Hub => Path.Combine(_folder, "hub.db");

    /// <summary>Plays the history.</summary>
    /// <returns>What is wrong in the end; null when nothing is.</returns>
    public async Task<string?> PlayAsync()
    {
        for (var step = 0; step < Steps; step++)
        {
            if (step is 0 or 1 or 30 or 55)
            {
                _nodes.Add(new HistoryNode(_folder, $"r{_nodes.Count}", _clock, _random, _plot.Rule));
            }

            await StepAsync(step);
        }

        _plot.Failures = 0;
        _nodes.ForEach(node => node.Heal());
        return await CalmAsync() ?? Differences() ?? Leftovers() ?? _plot.Contradiction(_nodes[0].Openings[0].Items());
    }

    public void Dispose()
    {
        _nodes.ForEach(node => node.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StepAsync(int step)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(1000)));
        var opening = _nodes[_random.Next(_nodes.Count)].Openings[_random.Next(2)];
        switch (_random.Next(10))
        {
            case < 5:
                _plot.Edit(opening.Local, step);
                break;
            case < 9:
                await opening.SyncAsync();
                break;
            default:
                opening.Restart(_plot.Rule());
                break;
        }
    }

    // Syncs in turn, and lets people decide, until there is nothing to decide; what the last one pushes has to reach the first.
    private async Task<string?> CalmAsync()
    {
        for (var (round, quiet) = (0, 0); quiet < 3; round++, quiet++)
        {
            if (round == 20)
            {
                return "people decide and decide";
            }

            foreach (var node in _nodes)
            {
                if (!await node.Openings[round % 2].SyncAsync())
                {
                    return "a sync over a good network failed";
                }

                quiet = _plot.Decide(node.Openings[round % 2].Local) ? -1 : quiet;
            }
        }

        return null;
    }

    private string? Differences()
    {
        var theirs = Rows(Hub, Cells);
        foreach (var node in _nodes)
        {
            var mine = Rows(node.File, Cells);
            if (!mine.SequenceEqual(theirs))
            {
                return $"the hub has {string.Join(' ', theirs.Except(mine))}, {Path.GetFileName(node.File)} has {string.Join(' ', mine.Except(theirs))}";
            }
        }

        return null;
    }

    private string? Leftovers() => _nodes
        .SelectMany(node => new[]
        {
            ("in the queue", "SELECT n || '|' || type || '|' || key || '|' || path || '|' || state || '|' || at_seq FROM op"),
            ("a shadow", "SELECT key FROM shadow"),
            ("an open conflict", "SELECT id || '|' || key FROM conflict WHERE state = 1"),
            ("given up", "SELECT key || '|' || reason FROM dead_letter"),
            ("damaged", "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
        }.SelectMany(look => Rows(node.File, look.Item2).Select(row => $"{Path.GetFileName(node.File)}: {look.Item1}: {row}")))
        .FirstOrDefault();

    private static List<string> Rows(string path, string query)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
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
}
