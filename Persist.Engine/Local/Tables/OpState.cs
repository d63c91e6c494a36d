namespace Persist.Engine.Local.Tables;

/// <summary>How far a stored operation is. A pending one up to the frozen mark is part of the frozen batch.</summary>
internal enum OpState
{
    /// <summary>It waits, or is being sent.</summary>
    Pending = 0,

    /// <summary>The remote has it, but the rows up to its push have not all arrived.</summary>
    Acknowledged = 1,

    /// <summary>Its merge failed; its value stays visible.</summary>
    Parked = 2,

    /// <summary>It was set aside for a person to decide; the remote's version is visible.</summary>
    Open = 3,
}
