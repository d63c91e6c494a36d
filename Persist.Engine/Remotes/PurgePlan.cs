namespace Persist.Engine.Remotes;

/// <summary>
/// How far a step of a purge goes, decided under the remote's lock: the oldest pushes, as long as they are older than the
/// retention. Lost laptops never block it: a replica that was away for longer takes the remote's state anew.
/// </summary>
/// <param name="Through">Tombstones and conflicts up to here are deleted, and batches before it: the new floor.</param>
/// <param name="IsLast">True when nothing that is old enough is left after the step.</param>
internal sealed record PurgePlan(long Through, bool IsLast)
{
    /// <summary>How many pushes one step looks at, so that its transaction stays small.</summary>
    public const int StepBatches = 100;

    /// <summary>How long nobody purges again, in microseconds.</summary>
    public static readonly long Interval = (long)TimeSpan.FromDays(1).TotalMicroseconds;

    /// <summary>Whether it is time, by the remote's clock.</summary>
    public static bool IsDue(long purgedAt, long serverNow) => serverNow - purgedAt >= Interval;

    /// <summary>Decides a step.</summary>
    /// <param name="floor">The floor before it.</param>
    /// <param name="retention">How long things are kept, in microseconds; null for ever.</param>
    /// <param name="serverNow">The remote's clock: microseconds since 1970-01-01 UTC.</param>
    /// <param name="batches">The first <see cref="StepBatches"/> pushes beyond the floor, in order, with their times.</param>
    public static PurgePlan Make(long floor, long? retention, long serverNow, IReadOnlyList<(long Seq, long At)> batches)
    {
        // A clock that was set back may have made a later push look older: it waits for the ones before it.
        var old = batches.TakeWhile(batch => retention is not null && batch.At < serverNow - retention).ToList();
        return new PurgePlan(old.Count == 0 ? floor : old[^1].Seq, old.Count < StepBatches);
    }
}
