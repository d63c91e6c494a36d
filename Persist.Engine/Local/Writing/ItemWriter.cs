using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Writing;

/// <summary>What a user's write means: which operations on which cells, by the kind of item and the strategy of its key.</summary>
internal sealed class ItemWriter(OpWriter ops, Func<string, SyncStrategy> strategyOf)
{
    private readonly MapWriter _maps = new(ops);

    /// <summary>Writes an item as a whole: a value, or a map where the strategy is Crdt and the value is an object.</summary>
    /// <param name="key">The item.</param>
    /// <param name="json">JSON text.</param>
    /// <param name="force">True to remove an item of another kind first.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.KindChange"/> or <see cref="PersistErrors.EmptyMap"/>.</exception>
    public StoredItem Set(string key, string json, bool force)
    {
        if (IsMap(key, json))
        {
            Become(key, ItemKind.Map, force);
            ops.BeginWrite();
            _maps.Replace(key, json);
            return Read(key)!;
        }

        if (ops.MayHoldOtherKinds)
        {
            Become(key, ItemKind.Value, force);
        }

        ops.BeginWrite();
        ops.Write(CellKey.OfValue(key), KindOfWrite(key), json);
        return new StoredItem(key, json, ItemKind.Value, Stamp.ToTime(ops.Now), ops.Replica, IsPending: true);
    }

    /// <summary>Goes on only where an item still has the value that somebody has read.</summary>
    /// <param name="key">The item.</param>
    /// <param name="seen">As it was read; null: there was none.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.ItemChanged"/> or <see cref="PersistErrors.ItemExists"/>.</exception>
    public void CheckStill(string key, StoredItem? seen)
    {
        var now = Read(key);
        if (now?.Json != seen?.Json || now?.Kind != seen?.Kind)
        {
            throw seen is null ? PersistErrors.ItemExists.With(key)
                : PersistErrors.ItemChanged.With(key, now is null ? "it was removed" : "it was written again");
        }
    }

    /// <summary>Adds to a counter, which is made if there is none.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.CounterOverflow"/> or <see cref="PersistErrors.KindChange"/>.</exception>
    public StoredItem Add(string key, decimal amount)
    {
        Become(key, ItemKind.Counter, force: false);
        var id = new CellKey(key, ItemKind.Counter, "");
        var current = ops.Tables.Cells.Find(id)?.Cell is { Dead: false } cell ? Exact.Parse(cell.Value) : 0m;
        if (!Exact.TrySum(current, amount, out _))
        {
            throw PersistErrors.CounterOverflow.With(key, Exact.Format(current), Exact.Format(amount));
        }

        ops.BeginWrite();
        ops.Write(id, OpKind.Add, Exact.Format(amount));
        return Read(key)!;
    }

    /// <summary>Takes away from a counter what is in it now, here; null when there is no such counter.</summary>
    public StoredItem? Reset(string key)
    {
        Become(key, ItemKind.Counter, force: false);
        var id = new CellKey(key, ItemKind.Counter, "");
        if (ops.Tables.Cells.Find(id)?.Cell is not { Dead: false } cell)
        {
            return null;
        }

        ops.BeginWrite();
        ops.Write(id, OpKind.Reset, cell.Value, CounterMerge.GenerationOf(cell));
        return Read(key);
    }

    /// <summary>Adds members to a set, which is made if there is none.</summary>
    /// <param name="key">The item.</param>
    /// <param name="members">Canonical JSON.</param>
    public StoredItem? Include(string key, IReadOnlyList<string> members)
    {
        Become(key, ItemKind.Set, force: false);
        ops.BeginWrite();
        foreach (var member in members)
        {
            ops.Write(new CellKey(key, ItemKind.Set, member), OpKind.Include, member);
        }

        return Read(key);
    }

    /// <summary>Writes fields of a map, which is made if there is none.</summary>
    public StoredItem? SetFields(string key, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        Become(key, ItemKind.Map, force: false);
        ops.BeginWrite();
        _maps.Set(key, fields);
        return Read(key);
    }

    /// <summary>Removes members of a set or fields of a map, as far as they are there.</summary>
    /// <returns>How many there were.</returns>
    public int RemoveParts(string key, string kind, IReadOnlyList<string> paths)
    {
        Become(key, kind, force: false);
        ops.BeginWrite();
        return paths.Count(path => RemovePart(new CellKey(key, kind, path)));
    }

    /// <summary>Deletes an item; false when there is none.</summary>
    public bool Remove(string key)
    {
        var cells = ops.Tables.Cells.OfKey(key);
        ops.BeginWrite();
        foreach (var visible in cells)
        {
            Remove(visible.Cell);
        }

        return cells.Count > 0;
    }

    /// <summary>Does again what a refused operation was to do; false when there is no such one.</summary>
    public bool RepeatDeadLetter(string id)
    {
        if (ops.Tables.DeadLetters.Find(id) is not { Op: var op })
        {
            return false;
        }

        ops.Tables.DeadLetters.Delete(id);
        if (op.Kind == OpKind.Add)
        {
            Add(op.Cell.Key, Exact.Parse(op.Value)); // refused here already while it would overflow
            return true;
        }

        Become(op.Cell.Key, op.Cell.Kind, force: false);
        ops.BeginWrite();
        ops.Write(op.Cell, op.Kind is OpKind.Put or OpKind.Cas && op.Cell.Kind == ItemKind.Value ? KindOfWrite(op.Cell.Key) : op.Kind, op.Value, op.Generation);
        return true;
    }

    /// <summary>The item as it is now; null when there is none.</summary>
    public StoredItem? Read(string key) => ItemView.Of(ops.Tables.Cells.OfKey(key));

    private bool RemovePart(CellKey id)
    {
        if (ops.Tables.Cells.Find(id)?.Cell is not { Dead: false } cell)
        {
            return false;
        }

        Remove(cell);
        return true;
    }

    /// <summary>Removes what is visible of one cell.</summary>
    public void Remove(Cell cell)
    {
        if (ops.Cancel(cell.Id))
        {
            return;
        }

        switch (cell.Id.Kind)
        {
            case ItemKind.Value:
                ops.Write(cell.Id, KindOfWrite(cell.Id.Key), null);
                break;
            case ItemKind.Counter:
                ops.Write(cell.Id, OpKind.Remove, cell.Value, CounterMerge.GenerationOf(cell));
                break;
            default:
                ops.Write(cell.Id, OpKind.Remove, null);
                break;
        }
    }

    // An item keeps its kind: what scripts add to today must not silently be a text tomorrow.
    private void Become(string key, string kind, bool force)
    {
        var cells = ops.Tables.Cells.OfKey(key);
        if (ItemView.Of(cells) is not { } item || item.Kind == kind)
        {
            return;
        }

        if (!force)
        {
            throw PersistErrors.KindChange.With(key, item.Kind, kind);
        }

        ops.BeginWrite();
        foreach (var visible in cells)
        {
            Remove(visible.Cell);
        }
    }

    /// <summary>True where a value that is written as a whole becomes a map: an object, where the strategy is Crdt.</summary>
    public bool IsMap(string key, string json) => strategyOf(key) == SyncStrategy.Crdt && ItemRules.IsObject(json);

    /// <summary>How a value of this key is written.</summary>
    public OpKind KindOfWrite(string key) =>
        strategyOf(key) is SyncStrategy.Custom or SyncStrategy.Manual ? OpKind.Cas : OpKind.Put;
}
