using System.Text;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Damage;

/// <summary>Puts the cells that scans in both directions find together to items.</summary>
internal sealed class SalvagedGroups
{
    private readonly Dictionary<string, List<VisibleCell>> _cut = new(StringComparer.Ordinal);
    private readonly HashSet<string> _spoilt = new(StringComparer.Ordinal);
    private readonly List<string> _incomplete = [];
    private List<VisibleCell> _current = [];

    /// <summary>Items of which a part could not be read; known at the end.</summary>
    public IReadOnlyCollection<string> Incomplete => _incomplete;

    /// <summary>Takes the next cell of a scan, and returns the item that is complete with it, if one is.</summary>
    public IReadOnlyList<VisibleCell>? Add(VisibleCell visible)
    {
        var complete = _current.Count > 0 && _current[0].Cell.Id.Key != visible.Cell.Id.Key ? Take() : null;
        _current.Add(visible);
        return complete;
    }

    /// <summary>A row of an item was found and is unusable.</summary>
    public void Spoil(CellPlace place) => _spoilt.Add(Encoding.UTF8.GetString(place.Key));

    /// <summary>A scan has ended, and with it the last item, unless that goes on in what is damaged.</summary>
    /// <param name="damaged">True when it ended before the end of its stretch.</param>
    /// <param name="end">The end of its stretch, where another scan may have stopped inside an item; null for the end of the table.</param>
    /// <returns>The items that are complete now.</returns>
    public IEnumerable<IReadOnlyList<VisibleCell>> End(bool damaged, CellPlace? end)
    {
        // A value or a counter is one cell, and so is complete.
        if (damaged && _current.Exists(visible => visible.Cell.Id.Kind is ItemKind.Set or ItemKind.Map))
        {
            var key = _current[0].Cell.Id.Key;
            _cut[key] = [.. _cut.GetValueOrDefault(key) ?? [], .. _current];
            _current = [];
        }
        else if (_current.Count > 0 && Take() is { } last)
        {
            yield return last;
        }

        if (!damaged && end is not null && _cut.Remove(Encoding.UTF8.GetString(end.Key), out var joined) && Live(joined) is { } item)
        {
            yield return item;
        }
    }

    /// <summary>What is left at the end: items that have lost a part.</summary>
    public IEnumerable<IReadOnlyList<VisibleCell>> Rest()
    {
        foreach (var (key, cells) in _cut)
        {
            _spoilt.Add(key);
            if (Live(cells) is { } item)
            {
                yield return item;
            }
        }
    }

    private IReadOnlyList<VisibleCell>? Take()
    {
        var cells = _current;
        _current = [];
        return _cut.Remove(cells[0].Cell.Id.Key, out var before) ? Live([.. before, .. cells]) : Live(cells);
    }

    private List<VisibleCell>? Live(List<VisibleCell> cells)
    {
        var live = cells.FindAll(visible => !visible.Cell.Dead);
        live.Sort((one, other) => one.Cell.Id.CompareTo(other.Cell.Id));
        if (live.Count > 0 && _spoilt.Contains(live[0].Cell.Id.Key))
        {
            _incomplete.Add(live[0].Cell.Id.Key);
        }

        return live.Count == 0 ? null : live;
    }
}
