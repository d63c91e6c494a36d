using Persist.Engine.Merge;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Users;

/// <summary>One thing that a user did, and that the store confirmed.</summary>
/// <param name="id">Its number in the run.</param>
/// <param name="act">What it was.</param>
/// <param name="key">The item.</param>
/// <param name="path">The member or field.</param>
/// <param name="amount">What was added to a counter.</param>
/// <param name="first">The number that its first operation has, if it has any.</param>
/// <param name="cursor">How much of the remote its file had seen.</param>
/// <param name="before">What its file held before it.</param>
internal sealed class Intent(int id, Act act, string key, string path, decimal amount, long first, long cursor, IReadOnlySet<Intent> before)
{
    public int Id => id;

    public Act Act => act;

    public string Key => key;

    public string Path => path;

    public decimal Amount => amount;

    public long First => first;

    public long Cursor => cursor;

    public IReadOnlySet<Intent> Before => before;

    /// <summary>How much its file had seen of what the remote's past is now.</summary>
    /// <param name="repairs">How the file was repaired.</param>
    public long Known(IReadOnlyList<RepairMark> repairs) => repairs.Where(repair => repair.Intents > id).Select(repair => repair.Common).Append(cursor).Min();

    /// <summary>Whether its file was repaired since.</summary>
    public bool WasRepaired(IReadOnlyList<RepairMark> repairs) => repairs.Any(repair => repair.Intents > id);

    /// <summary>The operations that it wrote, by cell; none until they are known.</summary>
    public IReadOnlyDictionary<CellKey, string> Ops { get; set; } = new Dictionary<CellKey, string>();

    /// <summary>The operation that carries it; null until it is known, and where none does.</summary>
    public string? Op => Ops.FirstOrDefault(written => written.Key.Key == key && written.Key.Path == path).Value;

    /// <summary>Whether a merge or a person decides where it collides.</summary>
    public bool IsMerged => key.Split('/')[0] is "list" or "desk" or "whim";

    /// <summary>True when it waited, not yet at the remote, in a file at the moment at which that was copied, or backed up to be restored.</summary>
    public bool WasCopiedWaiting { get; set; }

    /// <summary>True when it was in the queue of such a file, which did not know whether the remote had it already.</summary>
    public bool WasCopiedUnsettled { get; set; }
}
