using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;

namespace Persist.Engine;

/// <summary>How a store is opened.</summary>
public sealed partial record PersistStoreOptions
{
    /// <summary>The store's name: what its replicas share at the remote. 1 to 128 letters, digits, '.', '_' or '-'.</summary>
    public required string Name { get; init; }

    /// <summary>The local file; made when it does not exist, with its folder.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The remote: <c>postgres</c> (everything from the <c>PG*</c> environment variables, service file and pgpass),
    /// a <c>postgres://</c> address, a connection string, or the path of a SQLite file. Null for a store without one.
    /// </summary>
    public string? Remote { get; init; }

    /// <summary>User and password for the remote; they are never written to a file, a log or a message.</summary>
    public NetworkCredential? RemoteCredential { get; init; }

    /// <summary>Who decides when two replicas changed the same item.</summary>
    public SyncStrategy Strategy { get; init; } = SyncStrategy.LastWriteWins;

    /// <summary>The merge of <see cref="SyncStrategy.Custom"/>.</summary>
    public MergeFunction? Merge { get; init; }

    /// <summary>Rules for keys that fit a pattern: the first that fits decides, before <see cref="Strategy"/>.</summary>
    public IReadOnlyList<KeyPolicy> Policies { get; init; } = [];

    /// <summary>How long a merge may take: at most 1 day.</summary>
    public TimeSpan MergeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the store syncs by itself: 50 ms to 1 day.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the remote keeps deletions (and what tells of past syncs and conflicts): 1 day to 10 years, or
    /// <see cref="TimeSpan.MaxValue"/> for ever. It is set for all replicas of the store, with the next sync. Null leaves it as it
    /// is: 90 days, unless somebody has set it.
    /// </summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>True to open the store with background sync suspended.</summary>
    public bool Suspended { get; init; }

    /// <summary>What a write that has returned survives.</summary>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>A file that log messages are appended to, from <see cref="LogLevel.Information"/> up; none when null.</summary>
    public string? LogPath { get; init; }

    /// <summary>Where log messages go; nowhere when null.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock; replaced in tests.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Name and path; the remote's address may hold a password.</summary>
    public override string ToString() => $"{Name} at {Path}";

    /// <summary>Refuses what cannot be a store's name.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidStoreName"/>.</exception>
    public static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!NamePattern().IsMatch(name))
        {
            throw PersistErrors.InvalidStoreName.With(name);
        }
    }

    /// <summary>Refuses what can be seen to be wrong without touching a file.</summary>
    /// <exception cref="PersistException">An option cannot be used.</exception>
    internal void Check()
    {
        CheckName(Name);

        if (Interval < TimeSpan.FromMilliseconds(50) || Interval > TimeSpan.FromDays(1))
        {
            throw PersistErrors.InvalidInterval.With(Interval.TotalMilliseconds);
        }

        if (MergeTimeout <= TimeSpan.Zero || MergeTimeout > TimeSpan.FromDays(1))
        {
            throw PersistErrors.InvalidMergeTimeout.With(MergeTimeout.TotalSeconds);
        }

        if (Retention is { } time && time != TimeSpan.MaxValue && (time < TimeSpan.FromDays(1) || time > TimeSpan.FromDays(3653)))
        {
            throw PersistErrors.InvalidRetention.With(time);
        }

        foreach (var (_, strategy, merge) in Policies.Append(new KeyPolicy("*", Strategy, Merge)))
        {
            if (strategy == SyncStrategy.Custom && merge is null)
            {
                throw PersistErrors.MergeMissing.With();
            }

            if (strategy != SyncStrategy.Custom && merge is not null)
            {
                throw PersistErrors.MergeNotAllowed.With(strategy);
            }
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex NamePattern();
}
