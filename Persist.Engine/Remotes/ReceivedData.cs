using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>Checks what one snapshot of a remote contains, as user input is checked: others can write there.</summary>
/// <param name="remote">How messages name the remote.</param>
/// <param name="cursor">What the caller asked for: only rows beyond it.</param>
/// <param name="header">The snapshot's header.</param>
internal sealed class ReceivedData(string remote, long cursor, PullHeader header)
{
    // The longest replica id or op id that is believed; what Persist writes is far shorter.
    private const int LongestId = 128;

    // A remote's clock can be set back, and a write that saw a later stamp goes one microsecond beyond it. Refusing
    // those would stop sync for ever; a stamp years ahead, which would win every conflict from now on, is refused.
    private static readonly long Tolerance = (long)TimeSpan.FromDays(1).TotalMicroseconds;

    // Positions count pushes; one beyond this is no position, and the next one would not be a number any more.
    private const long HighestSeq = long.MaxValue / 2;

    private readonly long _cursor = cursor;
    private long _seq;

    /// <summary>Checks where a remote says that it stands, and passes it on.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.RemoteData"/>.</exception>
    public static PullHeader Check(string remote, PullHeader header) =>
        header.Head is < 0 or > HighestSeq || header.Floor < 0 || header.Floor > header.Head || !Stamp.IsTime(header.ServerNow + Tolerance)
            ? throw PersistErrors.RemoteData.With(remote, $"it says that it stands at {header.Head}, with its deletions kept from {header.Floor} on")
            : header with { HeadTail = Tail(remote, header.HeadTail), CursorTail = Tail(remote, header.CursorTail) };

    /// <summary>Checks the position of a remote's head, and passes it on.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.RemoteData"/>.</exception>
    public static long Head(string remote, long head) => head is < 0 or >= HighestSeq
        ? throw PersistErrors.RemoteData.With(remote, $"it says that it stands at {head}")
        : head;

    /// <summary>Checks the name of a position, and passes it on: the local file notes it among others.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.RemoteData"/>.</exception>
    [return: NotNullIfNotNull(nameof(tail))]
    public static string? Tail(string remote, string? tail) => IsName(tail)
        ? tail
        : throw PersistErrors.RemoteData.With(remote, "the name of one of its positions cannot be used");

    /// <summary>Checks the cells that a push has to read, and passes them on.</summary>
    /// <param name="remote">How messages name the remote.</param>
    /// <param name="head">The remote's head.</param>
    /// <param name="serverNow">The remote's clock: microseconds since 1970-01-01 UTC.</param>
    /// <param name="cells">The cells.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.RemoteData"/>.</exception>
    public static IReadOnlyDictionary<CellKey, Cell> Check(
        string remote, long head, long serverNow, IReadOnlyDictionary<CellKey, Cell> cells)
    {
        var header = Check(remote, new PullHeader(head, null, 0, null, null, serverNow, serverNow));
        foreach (var cell in cells.Values)
        {
            new ReceivedData(remote, -1, header).Check(cell);
        }

        return cells;
    }

    /// <summary>Checks the next row, and passes it on.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.RemoteData"/>.</exception>
    public Cell Check(Cell cell)
    {
        if (cell.Seq < _seq || cell.Seq <= _cursor || cell.Seq > header.Head)
        {
            throw Refuse($"the position {cell.Seq} of '{Shown(cell.Id.Key)}' is out of order");
        }

        _seq = cell.Seq;
        CheckCellKey(cell.Id);
        CheckState(cell);
        CheckVersion(cell.Id, cell.Value, cell.Dead, cell.Stamp, cell.Origin, cell.Op);
        return cell;
    }

    /// <summary>Checks the name of a cell, and passes it on.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.RemoteData"/>.</exception>
    public CellKey Check(CellKey cell)
    {
        CheckCellKey(cell);
        return cell;
    }

    /// <summary>Checks a conflict, and passes it on.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.RemoteData"/>.</exception>
    public ConflictFact Check(ConflictFact conflict)
    {
        if (conflict.Seq <= _cursor || conflict.Seq > header.Head)
        {
            throw Refuse($"the position {conflict.Seq} of a conflict is out of order");
        }

        CheckCellKey(conflict.Cell);
        foreach (var side in (ReadOnlySpan<ConflictVersion>)[conflict.Winner, conflict.Loser])
        {
            CheckVersion(conflict.Cell, side.Value, side.Dead, side.Stamp, side.Origin, side.Op);
        }

        return conflict;
    }

    /// <summary>The replica's last batch from the columns of its row; null when the remote took none yet.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.RemoteData"/>.</exception>
    public static LastBatch? LastBatch(string remote, long no, string? id, string? result)
    {
        if (no == 0)
        {
            return null;
        }

        try
        {
            var answer = PushResult.FromJson(result ?? "null");
            return IsAnswer(answer) ? new LastBatch(no, id ?? "", answer) : throw new JsonException("it is not an answer to a push");
        }
        catch (JsonException failure)
        {
            throw PersistErrors.RemoteData.Because(failure, remote, "the stored result of the last batch cannot be read");
        }
    }

    /// <summary>The names of operations from a column of the remote.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.RemoteData"/>.</exception>
    public static OpIdSet Ops(string remote, string? text)
    {
        try
        {
            return OpIdSet.Parse(text);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            throw PersistErrors.RemoteData.Because(failure, remote, "a list of operations cannot be read");
        }
    }

    private static bool IsName(string? tail) => tail is null || (tail.Length <= LongestId && !tail.AsSpan().ContainsAny(' ', ';'));

    // What was not in the text is 0.
    private static bool IsAnswer(PushResult answer) =>
        answer is { HeadBefore: >= 0, Seq: > 0 and <= HighestSeq } && answer.HeadBefore < answer.Seq && IsName(answer.Tail)
        && Stamp.IsTime(answer.ServerNow) && Stamp.IsTime(Stamp.Of(DateTimeOffset.UnixEpoch) + answer.Offset);

    private void CheckCellKey(CellKey cell)
    {
        try
        {
            if (ItemRules.NormalizeKey(cell.Key) != cell.Key)
            {
                throw Refuse($"the key '{Shown(cell.Key)}' is not normalised");
            }
        }
        catch (PersistException failure) when (!failure.Is(PersistErrors.RemoteData))
        {
            throw PersistErrors.RemoteData.Because(failure, remote, $"a key cannot be used ({failure.Error.Id})");
        }

        var isWhole = cell.Kind is ItemKind.Value or ItemKind.Counter;
        if (!(isWhole ? cell.Path.Length == 0 : cell.Kind is ItemKind.Set or ItemKind.Map))
        {
            throw Refuse($"'{Shown(cell.Key)}' is of a kind that this version does not know");
        }
    }

    // What a kind keeps beside the value must be readable, or every later merge of the cell would fail.
    private void CheckState(Cell cell)
    {
        try
        {
            if (cell.Id.Kind is ItemKind.Set or ItemKind.Map)
            {
                ItemRules.CheckPath(cell.Id.Key, cell.Id.Path);
            }

            switch (cell.Id.Kind)
            {
                case ItemKind.Counter:
                    if (CounterMerge.GenerationOf(cell) is < 0 or long.MaxValue)
                    {
                        throw Refuse($"the counter '{Shown(cell.Id.Key)}' had an impossible number of resets");
                    }

                    Exact.Parse(cell.Value ?? "0");
                    break;
                case ItemKind.Set when SetMerge.Additions(cell).Count == 0 != cell.Dead || (cell.Value is not null && cell.Value != cell.Id.Path):
                    throw Refuse($"a member of '{Shown(cell.Id.Key)}' does not say who added it");
            }
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or JsonException
            || failure is PersistException { Error: var error } && error != PersistErrors.RemoteData)
        {
            throw PersistErrors.RemoteData.Because(failure, remote, $"the state of '{Shown(cell.Id.Key)}' cannot be read");
        }
    }

    private void CheckVersion(CellKey cell, string? value, bool dead, long stamp, string origin, string op)
    {
        if (dead != value is null)
        {
            throw Refuse($"'{Shown(cell.Key)}' is both deleted and not");
        }

        if (stamp > header.ServerNow + Tolerance)
        {
            throw Refuse($"'{Shown(cell.Key)}' was written in the future");
        }

        if (!Stamp.IsTime(stamp))
        {
            throw Refuse($"'{Shown(cell.Key)}' has a time that does not exist");
        }

        if (origin.Length is 0 or > LongestId || op.Length is 0 or > LongestId)
        {
            throw Refuse($"'{Shown(cell.Key)}' does not name who wrote it");
        }

        if (value is null)
        {
            return;
        }

        try
        {
            ItemRules.CheckJson(cell.Key, value);
        }
        catch (PersistException failure)
        {
            throw PersistErrors.RemoteData.Because(failure, remote, $"the value of '{Shown(cell.Key)}' cannot be used ({failure.Error.Id})");
        }
    }

    private PersistException Refuse(FormattableString reason) =>
        PersistErrors.RemoteData.With(remote, reason.ToString(CultureInfo.InvariantCulture));

    private static string Shown(string key) => key.Length <= 64 ? key : key[..64] + "…";
}
