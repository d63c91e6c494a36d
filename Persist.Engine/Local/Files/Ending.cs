namespace Persist.Engine.Local.Files;

/// <summary>How a write transaction ends.</summary>
internal enum Ending
{
    /// <summary>Committed as durably as the file was opened for.</summary>
    Durable,

    /// <summary>
    /// Committed in order with everything else, but not forced to the disk: for what the remote can tell again. The next durable
    /// write does that; until then a power cut may take the file back to before it.
    /// </summary>
    Repeatable,

    /// <summary>Taken back: it only tells what would be.</summary>
    Rehearsed,
}
