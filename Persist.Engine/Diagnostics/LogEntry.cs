namespace Persist.Engine.Diagnostics;

/// <summary>One log message.</summary>
/// <param name="Time">When, in UTC.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="EventId">What it is about; listed in <c>docs/diagnostics.md</c>.</param>
/// <param name="Message">A sentence, without secrets.</param>
/// <param name="Failure">What was thrown; null when nothing was.</param>
public sealed record LogEntry(DateTimeOffset Time, LogSeverity Severity, int EventId, string Message, Exception? Failure);
