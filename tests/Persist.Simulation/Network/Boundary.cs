namespace Persist.Simulation.Network;

/// <summary>Where a sync waits for the scheduler to decide how it goes on.</summary>
internal enum Boundary
{
    /// <summary>A request is about to be sent.</summary>
    Request,

    /// <summary>The remote has done what was asked, and its answer is under way.</summary>
    Answer,

    /// <summary>The user's merge takes its time.</summary>
    Merge,

    /// <summary>The user's merge does not return before its time limit.</summary>
    Hang,
}
