namespace Persist.Simulation.Network;

/// <summary>How far the remote was at a moment, also when it was restored since: see <see cref="WireLog.Mark"/>.</summary>
/// <param name="Log">The pushes of that past, and of what followed on it.</param>
/// <param name="Pushes">How many there were.</param>
/// <param name="Purges">The purges.</param>
/// <param name="Retention">How long the remote was told to keep deletions.</param>
internal sealed record WireMark(IReadOnlyList<WireLog.Push> Log, int Pushes, IReadOnlyList<WireLog.Purge> Purges, long? Retention)
{
    /// <summary>Where every remote begins.</summary>
    public static WireMark Nothing { get; } = new([], 0, [], null);
}
