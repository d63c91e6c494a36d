using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;

namespace Persist.Engine.Transfer;

/// <summary>
/// What an item of the file means for the store. What is not here is written with the time that it has in the file, so that
/// an old export does not win over what other replicas wrote since; what is here is settled by kind and strategy. Called
/// with the write transaction open.
/// </summary>
/// <param name="ops">Writes operations.</param>
/// <param name="items">Writes items.</param>
/// <param name="strategyOf">Who decides about a key.</param>
/// <param name="options">How what is here is settled.</param>
internal sealed class ItemImport(OpWriter ops, ItemWriter items, Func<string, SyncStrategy> strategyOf, ImportOptions options)
{
    private readonly long _now = ops.Now;
    private readonly long _offset = ops.Tables.Meta.Number(MetaName.ClockOffset) ?? 0;

    /// <summary>Imports one item.</summary>
    /// <param name="record">The item.</param>
    /// <param name="wasCounted">True when the file's number may be in the counter that is here already.</param>
    /// <param name="answer">What the user's merge said, when it was asked.</param>
    /// <exception cref="PersistException">It does not fit what is here; nothing of it was written.</exception>
    public ImportOutcome Import(ItemRecord record, bool wasCounted, MergeAnswer? answer)
    {
        ops.At(_now);
        var here = items.Read(record.Key);
        var kind = KindOf(record, here);
        var write = items.KindOfWrite(record.Key);
        var fields = kind == ItemKind.Map ? RecordParts.Fields(record) : null; // fails before anything is written
        if (options.Replace)
        {
            return new ItemReplacement(ops, items).Replace(record, kind, fields, write) ? ImportOutcome.Imported : ImportOutcome.Unchanged;
        }

        if (here is not null && here.Kind != kind)
        {
            throw PersistErrors.KindChange.With(record.Key, here.Kind, kind);
        }

        return kind switch
        {
            ItemKind.Map => ImportFields(record, fields!),
            ItemKind.Set => ImportMembers(record),
            ItemKind.Counter => ImportCounter(record, here, wasCounted),
            _ => ImportValue(record, here, write, answer),
        };
    }

    // An object is a map where Set-PersistItem would make it one.
    private string KindOf(ItemRecord record, StoredItem? here) =>
        record.Kind == ItemKind.Value && here?.Kind != ItemKind.Value && items.IsMap(record.Key, record.Json) ? ItemKind.Map : record.Kind;

    private ImportOutcome ImportValue(ItemRecord record, StoredItem? here, OpKind write, MergeAnswer? answer)
    {
        var id = CellKey.OfValue(record.Key);
        ops.BeginWrite();
        if (here is null)
        {
            WriteOld(id, write, record.Json, record.Stamp);
            return ImportOutcome.Imported;
        }

        if (here.Json == record.Json)
        {
            return ImportOutcome.Unchanged;
        }

        var visible = ops.Tables.Cells.Find(id)!.Value;
        return write == OpKind.Cas
            ? new MergedImport(ops, items, strategyOf(record.Key)).Import(record, visible, answer)
            : WroteIfLater(visible, record.Version, record.Json) ? ImportOutcome.Imported : ImportOutcome.Kept;
    }

    private ImportOutcome ImportFields(ItemRecord record, IReadOnlyDictionary<string, string> fields)
    {
        var (written, kept) = (false, false);
        ops.BeginWrite();
        foreach (var (field, json) in fields)
        {
            var id = new CellKey(record.Key, ItemKind.Map, field);
            if (ops.Tables.Cells.Find(id) is not { Cell.Dead: false } visible)
            {
                WriteOld(id, OpKind.Put, json, record.StampOf(field));
                written = true;
            }
            else if (visible.Cell.Value != json)
            {
                var file = new ItemVersion(record.Key, json, Stamp.ToTime(record.StampOf(field)), record.Replica, IsDeleted: false);
                var wasLater = WroteIfLater(visible, file, json);
                (written, kept) = (written || wasLater, kept || !wasLater);
            }
        }

        return written ? ImportOutcome.Imported : kept ? ImportOutcome.Kept : ImportOutcome.Unchanged;
    }

    private ImportOutcome ImportMembers(ItemRecord record)
    {
        var missing = RecordParts.Members(record)
            .Where(member => ops.Tables.Cells.Find(new CellKey(record.Key, ItemKind.Set, member)) is not { Cell.Dead: false })
            .ToList();
        if (missing.Count == 0)
        {
            return ImportOutcome.Unchanged;
        }

        ops.At(Local(record.Stamp));
        items.Include(record.Key, missing);
        return ImportOutcome.Imported;
    }

    private ImportOutcome ImportCounter(ItemRecord record, StoredItem? here, bool wasCounted)
    {
        var number = Exact.Parse(record.Json);
        if (here is not null && !options.AddCounters)
        {
            return Exact.Parse(here.Json) == number
                ? ImportOutcome.Unchanged
                : throw PersistErrors.CounterExists.With(record.Key, here.Json, record.Json);
        }

        if (here is not null && wasCounted)
        {
            throw PersistErrors.CounterImported.With(record.Key, record.Json);
        }

        ops.At(Local(record.Stamp));
        items.Add(record.Key, number);
        return ImportOutcome.Imported;
    }

    /// <summary>Last write wins, by the same order as at the remote; what is replaced stays in the conflict log.</summary>
    private bool WroteIfLater(VisibleCell visible, ItemVersion file, string json)
    {
        var (stamp, here) = (Stamp.Of(file.Timestamp), visible.StampAt(_offset));
        if (stamp < here || (stamp == here && string.CompareOrdinal(file.Replica, visible.Cell.Origin) <= 0))
        {
            return false;
        }

        ImportConflict.Log(ops, visible.Cell, file, SyncStrategy.LastWriteWins, file, null);
        WriteOld(visible.Cell.Id, OpKind.Put, json, stamp);
        return true;
    }

    private void WriteOld(CellKey id, OpKind kind, string json, long stamp)
    {
        ops.At(Local(stamp));
        ops.Write(id, kind, json);
    }

    // By this machine's clock, in which operations are stamped; never in the future.
    private long Local(long stamp) => Math.Min(stamp - _offset, _now);
}
