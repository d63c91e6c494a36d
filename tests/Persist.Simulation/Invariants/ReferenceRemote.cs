using System.Globalization;
using Persist.Engine.Merge;
using Persist.Simulation.Machines;
using Persist.Simulation.Network;

namespace Persist.Simulation.Invariants;

/// <summary>
/// The remote by the text of the protocol: plays the pushes again that changed it, in code that shares nothing with the
/// engine's merge. What a write had seen is not believed from the wire, but taken from where its replica stood.
/// </summary>
internal sealed class ReferenceRemote
{
    private readonly Dictionary<CellKey, ReferenceCell> _cells = [];
    private readonly Dictionary<string, long> _cursors;
    private readonly HashSet<string> _conflicts = [];

    public ReferenceRemote(World world)
    {
        _cursors = world.Files.SelectMany(file => file.Intents).Where(intent => intent.Op is not null)
            .GroupBy(intent => intent.Op!).ToDictionary(carried => carried.Key, carried => carried.Max(intent => intent.Cursor));
        foreach (var push in world.Network.Wire.Pushes)
        {
            foreach (var op in push.Ops.Where(op => !push.Result.Failed.Contains(op.N)))
            {
                Apply(op, push);
            }
        }
    }

    /// <summary>A compare-and-set that one of the two, the remote and this, took and the other refused; null when there is none.</summary>
    public string? Disagreement { get; private set; }

    /// <summary>The conflicts that last-write-wins settled: winner and loser.</summary>
    public IReadOnlyCollection<string> Conflicts => _conflicts;

    /// <summary>The cells of some kinds.</summary>
    public IReadOnlyCollection<string> Cells(params string[] kinds) =>
        [.. _cells.Where(cell => kinds.Contains(cell.Key.Kind)).Select(cell => cell.Value.Row(cell.Key))];

    private void Apply(Op op, WireLog.Push push)
    {
        var cell = _cells.GetValueOrDefault(op.Cell);
        switch (op.Kind)
        {
            case OpKind.Put:
                Put(cell, op, push);
                break;
            case OpKind.Cas:
                CompareAndSet(cell, op, push);
                break;
            case OpKind.Add:
                Write(op, push, Text((cell?.Number ?? 0) + Number(op))).Generation ??= 0;
                break;
            case OpKind.Reset:
                Reset(cell, op, push);
                break;
            case OpKind.Remove when op.Cell.Kind == ItemKind.Counter:
                Reset(cell, op, push);
                if (cell is { Value: not null } && cell.Number == 0)
                {
                    Write(op, push, null, again: cell.Op == op.Id);
                }

                break;
            case OpKind.Include or OpKind.Remove when op.Cell.Kind == ItemKind.Set:
                ChangeMember(cell, op, push);
                break;
            case OpKind.Remove when cell is null || HasSeen(op, cell, push):
                Write(op, push, null);
                break;
        }
    }

    private void Put(ReferenceCell? cell, Op op, WireLog.Push push)
    {
        if (cell is null || HasSeen(op, cell, push) || (cell.Value is null && op.Cell.Kind == ItemKind.Map))
        {
            Write(op, push, op.Value);
            return;
        }

        var wins = (Time(op, push), push.Replica).CompareTo((cell.Stamp, cell.Origin)) is var order && Time(op, push) == cell.Stamp
            ? string.CompareOrdinal(push.Replica, cell.Origin) > 0
            : order > 0;
        if (op.Value != cell.Value)
        {
            _conflicts.Add(wins ? $"{op.Id} over {cell.Op}" : $"{cell.Op} over {op.Id}");
        }

        if (wins)
        {
            Write(op, push, op.Value);
        }
    }

    private void CompareAndSet(ReferenceCell? cell, Op op, WireLog.Push push)
    {
        // Its base is the version that it replaces, whatever its replica had seen besides.
        var takes = cell is null || cell.Seq <= op.Base || cell.Origin == push.Replica || (cell.Value is null && op.Base == 0);
        if (takes == push.Result.Rejected.Contains(op.N))
        {
            Disagreement ??= $"{op.Id} on {op.Cell.Key} should have been {(takes ? "taken" : "refused")}";
        }

        if (takes)
        {
            Write(op, push, op.Value);
        }
    }

    private void Reset(ReferenceCell? cell, Op op, WireLog.Push push)
    {
        if (cell is { Value: not null } && cell.Generation == op.Generation)
        {
            Write(op, push, Text(cell.Number - Number(op))).Generation++;
        }
    }

    private void ChangeMember(ReferenceCell? cell, Op op, WireLog.Push push)
    {
        var left = (cell?.Additions ?? []).Where(added => added.Key != push.Replica && added.Value > Cursor(op)).ToList();
        if (op.Kind == OpKind.Remove && left.Count > 0 && left.Count == cell!.Additions.Count)
        {
            return; // it has seen none of them
        }

        var changed = Write(op, push, op.Kind == OpKind.Include || left.Count > 0 ? op.Cell.Path : null);
        changed.Additions.Clear();
        left.ForEach(added => changed.Additions.Add(added.Key, added.Value));
        if (op.Kind == OpKind.Include)
        {
            changed.Additions[push.Replica] = push.Result.Seq;
        }
    }

    private ReferenceCell Write(Op op, WireLog.Push push, string? value, bool again = false)
    {
        var isNew = !_cells.TryGetValue(op.Cell, out var cell);
        _cells[op.Cell] = cell ??= new ReferenceCell();
        cell.Stamp = again ? cell.Stamp : isNew ? Time(op, push) : Math.Max(Time(op, push), cell.Stamp + 1);
        (cell.Value, cell.Origin, cell.Op, cell.Seq) = (value, push.Replica, op.Id, push.Result.Seq);
        return cell;
    }

    private bool HasSeen(Op op, ReferenceCell cell, WireLog.Push push) => cell.Seq <= Cursor(op) || cell.Origin == push.Replica;

    private long Cursor(Op op) => _cursors.GetValueOrDefault(op.Id, op.Base);

    private static long Time(Op op, WireLog.Push push) => Math.Min(op.Stamp + push.Result.Offset, push.Result.ServerNow);

    private static decimal Number(Op op) => decimal.Parse(op.Value!, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
