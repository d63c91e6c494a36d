namespace Persist.Simulation.Runs;

/// <summary>What a step of a run does. The first word of each says who is meant by the step's number.</summary>
internal enum StepKind
{
    /// <summary>A process's user does one thing.</summary>
    Edit,

    /// <summary>A process begins a sync and takes it as far as the step says; one under way goes on.</summary>
    Sync,

    /// <summary>A process is closed and started again.</summary>
    Restart,

    /// <summary>A process is killed where it stands.</summary>
    Kill,

    /// <summary>A process will be killed within one of its next statements.</summary>
    KillSoon,

    /// <summary>Nobody does anything for days.</summary>
    Wait,

    /// <summary>A file is opened by a second process, or the second one closes it.</summary>
    Share,

    /// <summary>A file's machine gets another time.</summary>
    MoveClock,

    /// <summary>The power of a file's machine is cut.</summary>
    CutPower,

    /// <summary>A file is copied, as it is, to another machine, and both go on.</summary>
    Copy,

    /// <summary>A file is backed up, as it is.</summary>
    BackUp,

    /// <summary>A file is replaced by its backup, whatever has happened since.</summary>
    Restore,

    /// <summary>The remote is backed up.</summary>
    BackUpRemote,

    /// <summary>The remote is replaced by its backup, whatever has happened since.</summary>
    RestoreRemote,

    /// <summary>Another remote, an empty one, takes the place of the one there was.</summary>
    ChangeRemote,

    /// <summary>A remote that was exchanged for another takes its place again.</summary>
    ReturnRemote,

    /// <summary>A file's user decides whose versions stand, where the remote was restored.</summary>
    Repair,

    /// <summary>A request that is late arrives.</summary>
    Deliver,

    /// <summary>A process's user decides about open conflicts.</summary>
    Decide,

    /// <summary>A new replica joins.</summary>
    Join,
}
