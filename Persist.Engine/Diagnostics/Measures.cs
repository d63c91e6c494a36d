using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Persist.Engine.Diagnostics;

/// <summary>The meter <c>Persist</c>: what syncs moved, how long they took, how they failed, and what waits. See <c>docs/diagnostics.md</c>.</summary>
internal static class Measures
{
    /// <summary>The meter's name, and that of the activity source.</summary>
    public const string Name = "Persist";

    private const string StoreTag = "persist.store";
    private const string ErrorTag = "error.type";

    private static readonly Meter Meter = new(Name, typeof(Measures).Assembly.GetName().Version?.ToString(3));

    private static readonly Counter<long> Pushed =
        Meter.CreateCounter<long>("persist.sync.pushed", "{operation}", "Operations that the remote took.");

    private static readonly Counter<long> Pulled =
        Meter.CreateCounter<long>("persist.sync.pulled", "{item}", "Items that others changed and that arrived.");

    private static readonly Counter<long> Conflicts =
        Meter.CreateCounter<long>("persist.sync.conflicts", "{conflict}", "Conflicts that were settled, or left open.");

    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("persist.sync.failures", "{failure}", "Syncs that failed, by error id.");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("persist.sync.duration", "s", "How long syncs took, those that failed included.");

    private static readonly ConcurrentDictionary<object, (string Store, Func<long?> Pending)> Open = new();

    static Measures() => Meter.CreateObservableUpDownCounter(
        "persist.queue.pending", ReadPending, "{operation}", "Operations of the open stores that the remote does not have.");

    /// <summary>Counts a sync that ended well.</summary>
    public static void Succeeded(string store, long pushed, long pulled, TimeSpan duration)
    {
        Count(Pushed, pushed, store);
        Count(Pulled, pulled, store);
        Duration.Record(duration.TotalSeconds, Tag(StoreTag, store));
    }

    /// <summary>Counts a sync that failed.</summary>
    public static void Failed(string store, string error, TimeSpan duration)
    {
        Failures.Add(1, Tag(StoreTag, store), Tag(ErrorTag, error));
        Duration.Record(duration.TotalSeconds, Tag(StoreTag, store), Tag(ErrorTag, error));
    }

    /// <summary>Counts what collided, also in a sync that failed half-way.</summary>
    public static void Collided(string store, long conflicts) => Count(Conflicts, conflicts, store);

    /// <summary>Shows a store's queue from now on.</summary>
    /// <param name="owner">The open store.</param>
    /// <param name="store">Its name.</param>
    /// <param name="pending">Asked whenever somebody collects; null when there is no answer.</param>
    public static void Watch(object owner, string store, Func<long?> pending) => Open[owner] = (store, pending);

    /// <summary>Shows it no longer.</summary>
    public static void Forget(object owner) => Open.TryRemove(owner, out _);

    private static IEnumerable<Measurement<long>> ReadPending()
    {
        foreach (var (store, pending) in Open.Values)
        {
            if (pending() is { } count)
            {
                yield return new Measurement<long>(count, Tag(StoreTag, store));
            }
        }
    }

    private static void Count(Counter<long> counter, long count, string store)
    {
        if (count > 0)
        {
            counter.Add(count, Tag(StoreTag, store));
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
