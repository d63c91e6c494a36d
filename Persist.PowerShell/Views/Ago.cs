namespace Persist;

/// <summary>Spans of time as people say them: the largest unit, rounded down.</summary>
internal static class Ago
{
    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{(int)span.TotalDays} days",
        { TotalHours: >= 2 } => $"{(int)span.TotalHours} h",
        { TotalMinutes: >= 2 } => $"{(int)span.TotalMinutes} min",
        _ => $"{(int)Math.Max(0, span.TotalSeconds)} s",
    };
}
