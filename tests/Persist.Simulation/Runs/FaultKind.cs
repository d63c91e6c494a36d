namespace Persist.Simulation.Runs;

/// <summary>What goes wrong in the simulated world.</summary>
internal enum FaultKind
{
    RequestLost,
    RequestLate,
    RequestTwice,
    AnswerLost,
    RemoteBusy,
    DataRefused,
    ProcessKilled,
    KilledInStatement,
    PowerCut,
    FileCopied,
    FileRestored,
    ClockMoved,
    RemotePurged,
    RemoteRestored,
    RemoteChanged,
    RemoteCameBack,
    ReplicaRepaired,
    ReplicaOutdated,
    MergeThrew,
    MergeHung,
}
