namespace Persist.Bench.Harness;

/// <summary>A measured run left something out: its figure would be a lie.</summary>
internal sealed class WorkNotDoneException(string message) : Exception(message);
