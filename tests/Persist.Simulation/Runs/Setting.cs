using System.Globalization;

namespace Persist.Simulation.Runs;

/// <summary>What kind of world a run has.</summary>
/// <param name="Files">How many replicas there are at most.</param>
/// <param name="Topics">What users do: indices into <see cref="Machines.World.AllTopics"/>.</param>
/// <param name="Faults">How many of 100 messages go wrong.</param>
/// <param name="MergeFailures">How many of 100 merges go wrong.</param>
/// <param name="MixesStrategies">True when the strategy of some items changes with every opening.</param>
/// <param name="Skew">How wrong clocks are.</param>
/// <param name="LocalRepairs">How many of 100 repairs keep the replica's versions, where the remote is restored at times; null where it is not.</param>
/// <param name="Changes">True where the remote is exchanged for another at times, besides being restored.</param>
/// <param name="Returns">True where, of these, a former remote comes back at times.</param>
/// <param name="Looks">True where a look at the remote costs less than a pull, as with a server.</param>
/// <param name="Retention">How long the remote keeps deletions, where days pass without anybody; null where they do not.</param>
internal sealed record Setting(
    int Files, IReadOnlyList<int> Topics, int Faults, int MergeFailures, bool MixesStrategies, TimeSpan Skew, TimeSpan? Retention, int? LocalRepairs, bool Changes, bool Returns,
    bool Looks = false)
{
    /// <summary>What matters to who reads a history: of the rest, the history tells.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"up to {Files} replicas; users of {string.Join(", ", Topics.Select(topic => Machines.World.TopicNames[topic]))}; {Faults} % of messages go wrong")
        + $"{(MergeFailures > 0 ? $"; {MergeFailures} % of merges fail" : "")}{(MixesStrategies ? "; strategies of whims change" : "")}"
        + $"{(Skew > TimeSpan.Zero ? $"; clocks up to {Told.Span(Skew)} wrong" : "")}{(Retention is { } kept ? $"; deletions are kept for {Told.Span(kept)}" : "")}{(Looks ? "; syncs look first" : "")}";

    /// <summary>Draws one.</summary>
    /// <param name="random">For what every world has.</param>
    /// <param name="restoring">For what only some have: a remote that is restored.</param>
    /// <param name="changing">The same, of those, for one that is exchanged.</param>
    /// <param name="returning">The same, of those, for one that comes back.</param>
    public static Setting Of(Random random, Random restoring, Random changing, Random returning)
    {
        var topics = Enumerable.Range(0, Machines.World.TopicNames.Count).ToArray();
        random.Shuffle(topics);
        int? localRepairs = restoring.Next(4) == 0 ? restoring.Next(3) * 50 : null;
        var changes = localRepairs is not null && changing.Next(4) == 0;
        return new Setting(
            2 + random.Next(2),
            topics[..(1 + random.Next(3))],
            random.Next(4) * 8,
            random.Next(3) * 25,
            random.Next(2) == 0,
            random.Next(3) switch { 0 => TimeSpan.Zero, 1 => TimeSpan.FromMinutes(10), _ => TimeSpan.FromDays(3650) },
            null,
            localRepairs,
            changes,
            changes && returning.Next(2) == 0);
    }

    /// <summary>The same world, in which days pass, or do not.</summary>
    /// <param name="days">For that alone.</param>
    public Setting WithDays(Random days) => this with { Retention = days.Next(3) == 0 ? TimeSpan.FromDays(days.Next(1, 10)) : null };
}
