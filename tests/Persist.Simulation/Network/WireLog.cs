using Persist.Engine.Merge;
using Persist.Engine.Remotes;
using Persist.Simulation.Machines;
using Persist.Simulation.Users;

namespace Persist.Simulation.Network;

/// <summary>Every push and every purge that changed the remote, in the remote's order: what oracles are computed from.</summary>
internal sealed class WireLog
{
    private List<Push> _pushes = [];
    private readonly List<Push> _lost = [];
    private List<Purge> _purges = [];
    private int _pasts;

    /// <summary>The pushes, by ascending seq.</summary>
    public IReadOnlyList<Push> Pushes => _pushes;

    public IReadOnlyList<Purge> Purges => _purges;

    /// <summary>What was deleted up to here may be gone without a trace.</summary>
    public long Floor => _purges.Select(purge => purge.Floor).LastOrDefault();

    /// <summary>How long the remote was told to keep deletions, in microseconds; null until then.</summary>
    public long? Retention { get; set; }

    /// <summary>The pushes that the remote had and did not have after it was restored.</summary>
    public IReadOnlyList<Push> Lost => _lost;

    /// <summary>Whether it was ever purged, also in a past that is none any more.</summary>
    public bool WasPurged { get; private set; }

    /// <summary>Names the remote's past: another one after each restore and exchange, and the former again where a former remote has come back.</summary>
    public int Past { get; private set; }

    /// <summary>How far the remote is.</summary>
    public WireMark Mark => new(_pushes, _pushes.Count, [.. _purges], Retention);

    /// <summary>The position of the last push.</summary>
    public long Head => _pushes.Count == 0 ? 0 : _pushes[^1].Result.Seq;

    /// <summary>Notes an answer; the stored answer to a batch that was applied before tells nothing new.</summary>
    /// <param name="request">The push.</param>
    /// <param name="repairs">How the file that it comes from was repaired until then.</param>
    /// <param name="held">What users had written into that file.</param>
    /// <param name="result">The answer.</param>
    public bool Note(PushRequest request, IReadOnlyList<RepairMark> repairs, IReadOnlySet<Intent> held, PushResult result)
    {
        if (result.Seq <= Head)
        {
            return false;
        }

        _pushes.Add(new Push(request.Replica.Replica, request.Id, request.Ops, request.Author, repairs, held, result));
        return true;
    }

    /// <summary>Notes what copies of a file have agreed about, where that took a position of the remote.</summary>
    /// <param name="replica">Who asked.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="now">The remote's clock: microseconds since 1970-01-01 UTC.</param>
    public void NoteAgreement(string replica, ForkAnswer answer, long now)
    {
        if (answer.Head > Head)
        {
            _pushes.Add(new Push(replica, answer.Tail, [], new Author(replica), [], new HashSet<Intent>(), new PushResult(answer.Head, Head, now, 0, [], [], [], answer.Tail)));
        }
    }

    /// <summary>Notes a purge; one that found nothing tells nothing.</summary>
    /// <param name="floor">What was deleted lay up to here.</param>
    /// <param name="now">The remote's clock: microseconds since 1970-01-01 UTC.</param>
    public bool NotePurge(long floor, long now)
    {
        if (floor <= Floor)
        {
            return false;
        }

        WasPurged = true;
        _purges.Add(new Purge(Head, floor, now, Retention));
        return true;
    }

    /// <summary>The remote was restored, or is another one: what is not in this past has not happened.</summary>
    /// <param name="mark">How far it is.</param>
    /// <param name="past">The name of its past; null for one of its own.</param>
    public void Return(WireMark mark, int? past = null)
    {
        var pushes = mark.Log.Take(mark.Pushes).ToList();
        _lost.AddRange(_pushes.Except(pushes));
        (_pushes, _purges, Retention) = (pushes, [.. mark.Purges], mark.Retention);
        Past = past ?? ++_pasts;
    }

    /// <summary>The operations that the remote took, with the position of their push.</summary>
    public IEnumerable<(Op Op, Push Push)> Taken() => Taken(_pushes);

    /// <summary>The operations that the remote took, and those that they took the place of.</summary>
    public OpIdSet Done() => Done(_pushes);

    /// <summary>The same, as of a moment.</summary>
    public static OpIdSet Done(WireMark mark) => Done(mark.Log.Take(mark.Pushes));

    /// <summary>The operations that some pushes brought, and those that they took the place of.</summary>
    public static OpIdSet Done(IEnumerable<Push> pushes) => OpIdSet.Standing([.. Taken(pushes).Select(taken => taken.Op)]);

    /// <summary>The operations that the remote took of some pushes.</summary>
    public static IEnumerable<(Op Op, Push Push)> Taken(IEnumerable<Push> pushes) => pushes.SelectMany(push =>
        push.Ops.Where(op => !push.Result.Rejected.Concat(push.Result.Failed).Concat(push.Result.Skipped).Contains(op.N)).Select(op => (op, push)));

    /// <summary>One purge.</summary>
    /// <param name="Head">After which push it came.</param>
    /// <param name="Floor">What was deleted lay up to here.</param>
    /// <param name="At">The remote's clock then.</param>
    /// <param name="Retention">How long the remote had been told to keep deletions; null when it had been told nothing.</param>
    internal sealed record Purge(long Head, long Floor, long At, long? Retention);

    /// <summary>One push.</summary>
    /// <param name="Replica">Who sent it.</param>
    /// <param name="Id">The batch's id: a remote that has lost the push may get it again.</param>
    /// <param name="Ops">What it brought.</param>
    /// <param name="Author">What its file says to have written.</param>
    /// <param name="Repairs">How its file was repaired until then.</param>
    /// <param name="Held">What users had written into it.</param>
    /// <param name="Result">The answer.</param>
    internal sealed record Push(string Replica, string Id, IReadOnlyList<Op> Ops, Author Author, IReadOnlyList<RepairMark> Repairs, IReadOnlySet<Intent> Held, PushResult Result);
}
