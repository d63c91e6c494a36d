using System.Diagnostics;

namespace Persist.Engine.Diagnostics;

/// <summary>The activity source <c>Persist</c>: a span for each sync, with its pulls and pushes inside. See <c>docs/diagnostics.md</c>.</summary>
internal static class Spans
{
    private static readonly ActivitySource Source = new(Measures.Name, typeof(Spans).Assembly.GetName().Version?.ToString(3));

    /// <summary>One whole sync; null when nobody listens.</summary>
    public static Activity? Sync(string store, string remote) => Source.StartActivity("persist.sync", ActivityKind.Client)
        ?.SetTag("persist.store", store)
        .SetTag("persist.remote", remote);

    /// <summary>One pull.</summary>
    public static Activity? Pull(long cursor) => Source.StartActivity("persist.pull", ActivityKind.Client)?.SetTag("persist.cursor", cursor);

    /// <summary>One pushed batch.</summary>
    public static Activity? Push(long batch, int operations) => Source.StartActivity("persist.push", ActivityKind.Client)
        ?.SetTag("persist.batch", batch)
        .SetTag("persist.operations", operations);

    /// <summary>What was moved.</summary>
    public static void Moved(this Activity activity, long pushed, long pulled) =>
        activity.SetTag("persist.pushed", pushed).SetTag("persist.pulled", pulled);

    /// <summary>How it failed.</summary>
    public static void Failed(this Activity activity, string error, string reason) =>
        activity.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error, reason);
}
