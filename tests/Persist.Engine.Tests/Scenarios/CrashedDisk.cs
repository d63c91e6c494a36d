using Persist.Engine.Worker;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>The files that a traced process would have left, had its machine lost power at some moment.</summary>
/// <remarks>
/// What was synced is there. What was written since may be there or not, each 512 bytes for themselves and in no order: a
/// disk with a cache promises no more (sqlite.org/atomiccommit.html, chapter 3).
/// </remarks>
internal sealed class CrashedDisk(Random? survives)
{
    private const int Sector = 512;

    private readonly Dictionary<string, MemoryStream> _durable = [];
    private readonly Dictionary<string, List<IoEvent>> _pending = [];

    /// <summary>Writes the files as they were after the given events.</summary>
    /// <param name="events">The trace up to the moment.</param>
    /// <param name="isOnThisMachine">True for the files that the power cut concerns; the others are as the process wrote them.</param>
    /// <param name="folder">Where the files go, under their names.</param>
    /// <param name="survives">Decides about each unsynced sector; null when none survives.</param>
    public static void Restore(IEnumerable<IoEvent> events, Predicate<string> isOnThisMachine, string folder, Random? survives)
    {
        var disk = new CrashedDisk(survives);
        foreach (var happened in events.Where(happened => happened.Kind != IoKind.Mark))
        {
            disk.Happen(happened, isOnThisMachine(happened.Name));
        }

        disk.LosePower();
        foreach (var (name, content) in disk._durable)
        {
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(name)), content.ToArray());
        }
    }

    private void Happen(IoEvent happened, bool mayBeLost)
    {
        switch (happened.Kind)
        {
            case IoKind.Open:
                _durable.TryAdd(happened.Name, new MemoryStream());
                break;
            case IoKind.Sync:
                Flush(happened.Name);
                break;
            case IoKind.Delete:
                // A file that came back would hold what it held: its log is in the database by then.
                _durable.Remove(happened.Name);
                _pending.Remove(happened.Name);
                break;
            default:
                (_pending.TryGetValue(happened.Name, out var waiting) ? waiting : _pending[happened.Name] = []).Add(happened);
                if (!mayBeLost)
                {
                    Flush(happened.Name);
                }

                break;
        }
    }

    private void Flush(string name)
    {
        foreach (var written in _pending.Remove(name, out var waiting) ? waiting : [])
        {
            Apply(written, 0, written.Data.Length);
        }
    }

    private void LosePower()
    {
        foreach (var written in _pending.Values.SelectMany(waiting => waiting).Where(_ => survives is not null))
        {
            for (var start = 0; start < Math.Max(1, written.Data.Length); start += Sector)
            {
                if (survives!.Next(2) == 0)
                {
                    Apply(written, start, Math.Min(Sector, written.Data.Length - start));
                }
            }
        }
    }

    private void Apply(IoEvent written, int start, int length)
    {
        var content = _durable[written.Name];
        if (written.Kind == IoKind.Truncate)
        {
            content.SetLength(written.Offset);
            return;
        }

        content.Position = written.Offset + start;
        content.Write(written.Data, start, length);
    }
}
