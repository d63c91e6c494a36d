using Microsoft.Extensions.Logging;

namespace Persist.Engine.Diagnostics;

/// <summary>Everything that is logged. Event ids: 1xx the store, 2xx sync, 3xx merges and handlers.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "opened the store '{Store}' at {Path} as replica {Replica}")]
    public static partial void Opened(ILogger logger, string store, string path, string replica);

    [LoggerMessage(101, LogLevel.Information, "closed the store '{Store}'")]
    public static partial void Closed(ILogger logger, string store);

    [LoggerMessage(200, LogLevel.Debug, "sync of '{Store}': pulled from {Cursor} to {Head}, {Rows} row(s)")]
    public static partial void Pulled(ILogger logger, string store, long cursor, long head, long rows);

    [LoggerMessage(201, LogLevel.Debug, "sync of '{Store}': pushed batch {No} with {Ops} operation(s), {Rejected} to be merged")]
    public static partial void Pushed(ILogger logger, string store, long no, int ops, int rejected);

    [LoggerMessage(202, LogLevel.Information, "synced '{Store}' with {Remote}: {Pushed} pushed, {Pulled} pulled, {Conflicts} conflict(s), {Milliseconds} ms")]
    public static partial void Synced(ILogger logger, string store, string remote, long pushed, long pulled, int conflicts, double milliseconds);

    [LoggerMessage(203, LogLevel.Warning, "sync of '{Store}' failed ({Error}), next attempt in {Milliseconds} ms")]
    public static partial void Failed(ILogger logger, Exception failure, string store, string error, double milliseconds);

    [LoggerMessage(204, LogLevel.Error, "sync of '{Store}' stopped on an unexpected fault, next attempt in {Milliseconds} ms")]
    public static partial void Faulted(ILogger logger, Exception failure, string store, double milliseconds);

    [LoggerMessage(205, LogLevel.Warning, "the remote of '{Store}' refused a batch of {Ops} operation(s): {Reason}")]
    public static partial void Refused(ILogger logger, string store, int ops, string reason);

    [LoggerMessage(300, LogLevel.Warning, "the merge of '{Key}' failed, the item waits: {Reason}")]
    public static partial void MergeParked(ILogger logger, string key, string reason);

    [LoggerMessage(301, LogLevel.Error, "an event handler of '{Store}' failed")]
    public static partial void HandlerFailed(ILogger logger, Exception failure, string store);
}
