using Microsoft.Extensions.Logging;

namespace Persist.Engine.Diagnostics;

/// <summary>Everything that is logged. Event ids: 1xx the store, 2xx sync, 3xx merges and handlers.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Opened the store '{Store}' at {Path} as replica {Replica}")]
    public static partial void Opened(ILogger logger, string store, string path, string replica);

    [LoggerMessage(101, LogLevel.Information, "Closed the store '{Store}'")]
    public static partial void Closed(ILogger logger, string store);

    [LoggerMessage(102, LogLevel.Warning, "The store '{Store}' can only be read for now: {Reason}")]
    public static partial void OpenedReadOnly(ILogger logger, string store, string reason);

    [LoggerMessage(200, LogLevel.Debug, "Sync of '{Store}': pulled from {Cursor} to {Head}, {Rows} row(s)")]
    public static partial void Pulled(ILogger logger, string store, long cursor, long head, long rows);

    [LoggerMessage(201, LogLevel.Debug, "Sync of '{Store}': pushed batch {No} with {Ops} operation(s), {Rejected} to be merged")]
    public static partial void Pushed(ILogger logger, string store, long no, int ops, int rejected);

    [LoggerMessage(202, LogLevel.Information, "Synced '{Store}' with {Remote}: {Pushed} pushed, {Pulled} pulled, {Conflicts} conflict(s), {Milliseconds:0.0} ms")]
    public static partial void Synced(ILogger logger, string store, string remote, long pushed, long pulled, int conflicts, double milliseconds);

    [LoggerMessage(203, LogLevel.Warning, "Sync of '{Store}' failed ({Error}), next attempt in {Seconds:0.0} s: {Reason}")]
    public static partial void Failed(ILogger logger, Exception failure, string store, string error, double seconds, string reason);

    [LoggerMessage(204, LogLevel.Error, "Sync of '{Store}' stopped on an unexpected fault, next attempt in {Seconds:0.0} s")]
    public static partial void Faulted(ILogger logger, Exception failure, string store, double seconds);

    [LoggerMessage(205, LogLevel.Debug, "The remote of '{Store}' refused a batch of {Ops} operation(s), which is sent again in parts: {Reason}")]
    public static partial void BatchRefused(ILogger logger, string store, int ops, string reason);

    [LoggerMessage(206, LogLevel.Warning, "The remote of '{Store}' refused the change of '{Key}' for good; Get-PersistQueue -DeadLetter has it: {Reason}")]
    public static partial void ChangeRefused(ILogger logger, string store, string key, string reason);

    [LoggerMessage(207, LogLevel.Debug, "Synced '{Store}' with {Remote}: nothing to do, {Milliseconds:0.0} ms")]
    public static partial void NothingToDo(ILogger logger, string store, string remote, double milliseconds);

    [LoggerMessage(208, LogLevel.Information, "Connected '{Store}' to {Remote}")]
    public static partial void Connected(ILogger logger, string store, string remote);

    [LoggerMessage(209, LogLevel.Information, "Sync of '{Store}' on request failed ({Error}): {Reason}")]
    public static partial void RequestFailed(ILogger logger, Exception failure, string store, string error, string reason);

    [LoggerMessage(210, LogLevel.Debug, "Sync of '{Store}' waits: another process syncs this file")]
    public static partial void WaitsForProcess(ILogger logger, string store);

    [LoggerMessage(211, LogLevel.Warning, "The file of '{Store}' was copied or restored: replica {Former} goes on as {Replica}; of the waiting operations {Kept} are kept, {Sent} were sent by another copy, {Buried} are dead letters")]
    public static partial void Forked(ILogger logger, string store, string former, string replica, long kept, long sent, long buried);

    [LoggerMessage(212, LogLevel.Warning, "'{Store}' was away for longer than its remote keeps deletions (it knew the position {Cursor}, and they are kept from {Floor}): it took the remote's state at {Head} anew, {Changed} part(s) of items changed, {Kept} waiting operation(s) are kept")]
    public static partial void Resynced(ILogger logger, string store, long cursor, long floor, long head, long changed, long kept);

    [LoggerMessage(213, LogLevel.Debug, "Purged what is older than the retention of '{Store}' at its remote, in {Steps} step(s)")]
    public static partial void Purged(ILogger logger, string store, int steps);

    [LoggerMessage(214, LogLevel.Warning, "Purging what is older than the retention of '{Store}' failed at its remote ({Error}); it is tried again in a day")]
    public static partial void PurgeFailed(ILogger logger, Exception failure, string store, string error);

    [LoggerMessage(215, LogLevel.Warning, "'{Store}' was repaired ({Kind}): it knew its remote up to {Cursor}, which has another past and stands at {Head}; it goes on as replica {Replica}. {Changed} part(s) of items had been lost there, {Kept} waiting operation(s) are kept")]
    public static partial void Repaired(ILogger logger, string store, string kind, long cursor, long head, string replica, long changed, long kept);

    [LoggerMessage(216, LogLevel.Warning, "The retention of '{Store}' could not be set at its remote ({Error}): {Reason}")]
    public static partial void RetentionNotSet(ILogger logger, Exception failure, string store, string error, string reason);

    [LoggerMessage(300, LogLevel.Warning, "'{Key}' waits for a decision (Resolve-PersistConflict), and both versions are kept: {Reason}")]
    public static partial void MergeParked(ILogger logger, string key, string reason);

    [LoggerMessage(301, LogLevel.Error, "An event handler of '{Store}' failed")]
    public static partial void HandlerFailed(ILogger logger, Exception failure, string store);

    [LoggerMessage(302, LogLevel.Debug, "The merge of '{Key}' chose: {Choice}")]
    public static partial void Merged(ILogger logger, string key, string choice);
}
