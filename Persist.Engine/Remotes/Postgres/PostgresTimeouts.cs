namespace Persist.Engine.Remotes.Postgres;

/// <summary>How long the parts of a conversation with the server may take.</summary>
internal sealed record PostgresTimeouts
{
    /// <summary>Waiting for the shard's lock. Longer than <see cref="Idle"/>, so that a frozen holder is outlived.</summary>
    public TimeSpan Lock { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>One statement of a push, at the server.</summary>
    public TimeSpan Statement { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The pause between the two halves of a push: a client that froze while it held the lock frees it after this.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(5);
}
