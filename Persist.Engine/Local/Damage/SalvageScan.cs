using Microsoft.Data.Sqlite;
using Persist.Engine.Local.Tables;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Damage;

/// <summary>One scan of a stretch of rows, until its end or the first page that cannot be used.</summary>
/// <param name="command">The selection, in order.</param>
/// <param name="ascending">The order.</param>
/// <param name="low">Rows up to here are not of the stretch.</param>
/// <param name="high">Nor are rows from here on; null for no limit.</param>
/// <param name="path">The file.</param>
internal sealed class SalvageScan(SqliteCommand command, bool ascending, CellPlace low, CellPlace? high, string path) : IDisposable
{
    private SqliteDataReader? _rows;

    /// <summary>The current row's cell; null when what it holds is unusable.</summary>
    public VisibleCell? Cell { get; private set; }

    /// <summary>The last row that was read; null before the first.</summary>
    public CellPlace? Last { get; private set; }

    /// <summary>True when the scan ended at a damaged page.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Next()
    {
        try
        {
            _rows ??= command.ExecuteReader();
            if (!_rows.Read())
            {
                return false;
            }

            var place = SalvageRow.Place(_rows);
            // Rows that go back, or leave the stretch on the wrong side, come from a page that does not belong there.
            var (from, to) = ascending ? (Last ?? low, high) : (low, Last ?? high);
            if (place.CompareTo(low) <= 0 || (high is not null && place.CompareTo(high) >= 0))
            {
                IsDamaged = ascending ? place.CompareTo(low) <= 0 : high is not null && place.CompareTo(high) >= 0;
                return false;
            }

            IsDamaged = place.CompareTo(from) <= 0 || (to is not null && place.CompareTo(to) >= 0);
            (Last, Cell) = IsDamaged ? (Last, null) : (place, SalvageRow.Read(_rows));
            return !IsDamaged;
        }
        catch (SqliteException failure) when (SqliteFailure.IsDamage(failure))
        {
            IsDamaged = true;
            return false;
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.Translate(failure, path);
        }
    }

    public void Dispose() => _rows?.Dispose();
}
