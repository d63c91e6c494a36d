namespace Persist.Simulation.Network;

/// <summary>What becomes of a request or an answer.</summary>
internal enum Fate
{
    /// <summary>It arrives.</summary>
    Arrives,

    /// <summary>It is lost, and its sender is told that the remote cannot be reached.</summary>
    Lost,

    /// <summary>Its sender gives up waiting; it arrives at some later time. Requests only.</summary>
    Late,

    /// <summary>It arrives now, and once more at some later time. Requests only.</summary>
    Twice,

    /// <summary>The remote is too busy to do anything. Requests only.</summary>
    Busy,
}
