namespace Persist.Engine.Worker;

/// <summary>The sorts of <see cref="IoEvent"/>.</summary>
public enum IoKind
{
    Open,
    Write,
    Truncate,
    Sync,
    Delete,
    Mark,
}
