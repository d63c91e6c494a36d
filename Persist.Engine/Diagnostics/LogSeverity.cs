namespace Persist.Engine.Diagnostics;

/// <summary>How much a log message matters.</summary>
public enum LogSeverity
{
    /// <summary>How something was done.</summary>
    Debug,

    /// <summary>What was done.</summary>
    Information,

    /// <summary>Something did not work; it is tried again, or waits for a decision.</summary>
    Warning,

    /// <summary>A defect, here or in a handler.</summary>
    Error,
}
