using System.Globalization;
using Persist.Engine.Merge;
using Persist.Simulation.Machines;
using Persist.Simulation.Network;
using Persist.Simulation.Users;

namespace Persist.Simulation.Invariants;

/// <summary>
/// The remote by the text of the protocol: plays the pushes again that changed it, in code that shares nothing with the
/// engine's merge. What a write had seen is not believed from the wire, but taken from where its replica stood.
/// </summary>
internal sealed class ReferenceRemote
{
    private readonly Dictionary<CellKey, ReferenceCell> _cells = [];
    private readonly ILookup<string, Intent> _intents;
    private readonly Dictionary<string, long> _conflicts = [];
    private readonly Dictionary<(CellKey Member, string Replica), string> _additions = [];

    public ReferenceRemote(World world)
    {
        _intents = world.Intents.SelectMany(intent => intent.Ops.Values.Select(op => (op, intent))).ToLookup(wrote => wrote.op, wrote => wrote.intent);
        var (wire, purged) = (world.Network.Wire, 0);
        foreach (var push in wire.Pushes)
        {
            for (; purged < wire.Purges.Count && wire.Purges[purged].Head < push.Result.Seq; purged++)
            {
                Purge(wire.Purges[purged], wire);
            }

            foreach (var op in push.Ops.Where(op => !push.Result.Failed.Contains(op.N) && !push.Result.Skipped.Contains(op.N)))
            {
                Apply(op, push);
            }
        }

        foreach (var purge in wire.Purges.Skip(purged))
        {
            Purge(purge, wire);
        }
    }

    /// <summary>
    /// A compare-and-set that one of the two, the remote and this, took and the other refused, or a purge that one of the two
    /// would not have made; null when there is none.
    /// </summary>
    public string? Disagreement { get; private set; }

    /// <summary>The conflicts that last-write-wins settled: winner and loser.</summary>
    public IReadOnlyCollection<string> Conflicts => _conflicts.Keys;

    /// <summary>The cells of some kinds.</summary>
    public IReadOnlyCollection<string> Cells(params string[] kinds) =>
        [.. _cells.Where(cell => kinds.Contains(cell.Key.Kind)).Select(cell => cell.Value.Row(cell.Key))];

    // The oldest pushes go, as long as each is older than what is to be kept. A dead counter stays: its generation counts.
    private void Purge(WireLog.Purge purge, WireLog wire)
    {
        foreach (var young in wire.Pushes.Where(push => push.Result.Seq <= purge.Floor && push.Result.ServerNow >= purge.At - purge.Retention))
        {
            Disagreement ??= $"the push at {young.Result.Seq} was purged at {purge.At}, younger than {purge.Retention}";
        }

        foreach (var (id, _) in _cells.Where(cell => cell.Value is { Value: null, Generation: null } && cell.Value.Seq <= purge.Floor).ToList())
        {
            _cells.Remove(id);
        }

        foreach (var (conflict, _) in _conflicts.Where(conflict => conflict.Value <= purge.Floor).ToList())
        {
            _conflicts.Remove(conflict);
        }
    }

    private void Apply(Op op, WireLog.Push push)
    {
        var cell = _cells.GetValueOrDefault(op.Cell);
        switch (op.Kind)
        {
            case var _ when cell is not null && IsOutdated(op, cell, push):
                break;
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
            _conflicts[wins ? $"{op.Id} over {cell.Op}" : $"{cell.Op} over {op.Id}"] = push.Result.Seq;
        }

        if (wins)
        {
            Write(op, push, op.Value);
        }
    }

    private void CompareAndSet(ReferenceCell? cell, Op op, WireLog.Push push)
    {
        // Its base is the version that it replaces, whatever its replica had seen besides.
        var takes = cell is null || cell.Seq <= op.Base || cell.Origin == push.Replica || _intents[op.Id].Any(mine => Held(mine, push, cell, cell.Origin, cell.Seq, cell.Op)) || (push.Repairs.Count > 0 && push.Author.Added(cell.Origin, cell.Seq, Version(cell))) || (cell.Value is null && op.Base == 0);
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
            Write(op, push, Text(cell.Number - Number(op))).Generation = (op.Salt + op.N) & (long.MaxValue >> 1);
        }
    }

    private void ChangeMember(ReferenceCell? cell, Op op, WireLog.Push push)
    {
        var left = (cell?.Additions ?? []).Where(added => added.Key != push.Replica && !KnewAddition(op, push, cell!, added.Key, added.Value, _additions[(op.Cell, added.Key)])).ToList();
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
            _additions[(op.Cell, push.Replica)] = op.Id;
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

    // Its file has written over it since, and a copy of the file has sent that first.
    private bool IsOutdated(Op op, ReferenceCell cell, WireLog.Push push) => op.Cell.Kind != ItemKind.Counter
        && _intents[cell.Op].Any(later => push.Held.Contains(later) && _intents[op.Id].Any(later.Before.Contains));

    private bool HasSeen(Op op, ReferenceCell cell, WireLog.Push push) => cell.Origin == push.Replica || Knew(op, push, cell, cell.Origin, cell.Seq, cell.Op);

    // Its file had seen the remote up to there, or held the other itself: also under another replica's id, before it was copied.
    private bool Knew(Op op, WireLog.Push push, ReferenceCell cell, string author, long seq, string other) => _intents[op.Id].Any()
        ? _intents[op.Id].Any(intent => seq <= intent.Known(push.Repairs) || Held(intent, push, cell, author, seq, other))
        : seq <= op.Base;

    // Of the past of a file that was repaired since: how much it knows to be its own depends on what versions tell of the common
    // past, and is believed from the wire.
    private bool Held(Intent intent, WireLog.Push push, ReferenceCell cell, string author, long seq, string other) => intent.WasRepaired(push.Repairs)
        ? push.Author.Added(author, seq, Version(cell))
        : _intents[other].Any(intent.Before.Contains);

    // A copy recognises an addition that the other copy has sent while it is the member's last version.
    private bool KnewAddition(Op op, WireLog.Push push, ReferenceCell member, string adder, long seq, string other) => seq == member.Seq || !_intents[other].Any(added => added.WasCopiedUnsettled)
        ? Knew(op, push, member, adder, seq, other)
        : _intents[op.Id].Any() ? _intents[op.Id].Any(intent => seq <= intent.Known(push.Repairs)) : seq <= op.Base;

    private static Cell Version(ReferenceCell cell) => new(CellKey.OfValue(""), null, Dead: true, 0, cell.Origin, cell.Op, cell.Seq);

    private static long Time(Op op, WireLog.Push push) => Math.Min(op.Stamp + push.Result.Offset, push.Result.ServerNow);

    private static decimal Number(Op op) => decimal.Parse(op.Value!, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
