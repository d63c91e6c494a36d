namespace Persist.Engine.Local.Replicating;

/// <summary>What became of a person's decision about a conflict.</summary>
internal enum Resolution
{
    /// <summary>It was saved.</summary>
    Saved,

    /// <summary>Another conflict about the item is open by now: a newer version of the others has arrived since.</summary>
    Moved,

    /// <summary>Nothing waits for a decision about the item.</summary>
    NothingWaits,
}
