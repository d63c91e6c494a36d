namespace Persist.Engine.Sync;

/// <summary>How far a queued operation is.</summary>
public enum QueuedOperationState
{
    /// <summary>It waits for the next push.</summary>
    Pending,

    /// <summary>It is part of the batch that is being sent.</summary>
    Sending,

    /// <summary>The remote has it; it is dropped when the remote's changes up to it have arrived.</summary>
    Sent,

    /// <summary>Its merge failed, or a person is to decide; it waits for a decision, another version, another write, or another merge.</summary>
    Parked,

    /// <summary>The remote refused it for good; it has left the queue.</summary>
    Refused,
}
