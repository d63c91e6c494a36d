using static Persist.Engine.Errors.PersistErrorCategory;

namespace Persist.Engine.Errors;

/// <summary>The registry of error ids. One meaning each; ids never change once released.</summary>
public static class PersistErrors
{
#pragma warning disable CS1591 // Each message says what the entry means; a second sentence would only repeat it.

    // Arguments
    public static readonly PersistError InvalidStoreName = new("InvalidStoreName", InvalidArgument,
        "'{0}' cannot be a store name. Use 1 to 128 letters, digits, '.', '_' or '-', starting with a letter or a digit.");
    public static readonly PersistError InvalidKey = new("InvalidKey", InvalidArgument,
        "The key '{0}' cannot be used: {1}. A key is text of 1 to 1,024 bytes in UTF-8, without NUL.");
    public static readonly PersistError KeyTooLong = new("KeyTooLong", LimitsExceeded,
        "The key '{0}…' takes {1} bytes in UTF-8; the limit is {2}. Use a shorter key.");
    public static readonly PersistError InvalidValue = new("InvalidValue", InvalidArgument,
        "The value of '{0}' is not JSON that can be stored: {1}. Nothing was written; correct it and write it again.");
    public static readonly PersistError EmptyMap = new("EmptyMap", InvalidArgument,
        "An object without fields was given for '{0}', and under the strategy Crdt a map without fields is no item. Nothing was changed. Delete the item with Remove-PersistItem, or write fields with Set-PersistMapField.");
    public static readonly PersistError ValueTooLarge = new("ValueTooLarge", LimitsExceeded,
        "The value of '{0}' takes {1} bytes; the limit is {2}. Store large data in a file and keep its path or hash here.");
    public static readonly PersistError UnknownRemote = new("UnknownRemote", InvalidArgument,
        "'{0}' is neither the address of a server nor the path of a file. Use 'postgres', an address 'postgres://host/database', a connection string 'Host=…;Database=…', or the path of a SQLite file such as './hub.db'; a file with another ending needs its folder: './name'.");
    public static readonly PersistError InvalidRemoteAddress = new("InvalidRemoteAddress", InvalidArgument,
        "The remote's address cannot be used: {0}. Get-Help New-PersistStore -Parameter Remote shows the forms it may have.");
    public static readonly PersistError MergeMissing = new("MergeMissing", InvalidArgument,
        "The strategy Custom needs a merge. Give one with -Merge {{ param($local, $remote) … }} (in .NET: PersistStoreOptions.Merge).");
    public static readonly PersistError MergeNotAllowed = new("MergeNotAllowed", InvalidArgument,
        "A merge was given, but the strategy is {0}. Use -Strategy Custom, or leave out the merge.");
    public static readonly PersistError InvalidStrategy = new("InvalidStrategy", InvalidArgument,
        "-Strategy cannot be used: {0}. Give LastWriteWins, Crdt, Custom or Manual, or a dictionary of key pattern and one of these or a merge (a scriptblock or a function).");
    public static readonly PersistError InvalidInterval = new("InvalidInterval", InvalidArgument,
        "The interval {0} ms cannot be used. Give 50 ms to 1 day (86400000); to sync only on request, open the store with -Suspended.");
    public static readonly PersistError InvalidRetention = new("InvalidRetention", InvalidArgument,
        "The retention {0} cannot be used. Give 1 day to 10 years (3653 days), such as 30.00:00:00 for 30 days (a number alone counts units of 100 ns); or [timespan]::MaxValue to keep them for ever.");
    public static readonly PersistError InvalidConflictAge = new("InvalidConflictAge", InvalidArgument,
        "Conflicts cannot be kept for {0}; none was deleted. Give at least 1 second, such as 90.00:00:00 for 90 days (a number alone counts units of 100 ns); or 0 to delete all that are decided.");
    public static readonly PersistError InvalidMergeTimeout = new("InvalidMergeTimeout", InvalidArgument,
        "The time limit of {0} s for a merge cannot be used. Give more than 0 and at most 1 day (86400).");

    // The local file
    public static readonly PersistError StoreNotFound = new("StoreNotFound", ObjectNotFound,
        "No open store is named '{0}'. Open it with New-PersistStore; Get-PersistStore lists the stores that are open.");
    public static readonly PersistError StoreClosed = new("StoreClosed", InvalidOperation,
        "The store '{0}' has been closed. Open it again with New-PersistStore.");
    public static readonly PersistError StoreAlreadyOpen = new("StoreAlreadyOpen", ResourceExists,
        "'{0}' is already open in this process, {1}. Use the store that is open (Get-PersistStore), or close it first with Close-PersistStore.");
    public static readonly PersistError StoreNameMismatch = new("StoreNameMismatch", InvalidArgument,
        "The file '{0}' holds the store '{1}', not '{2}'. Use that name, or another path.");
    public static readonly PersistError NotAStore = new("NotAStore", InvalidData,
        "'{0}' cannot be used here: {1}. Give another path; the file was not changed.");
    public static readonly PersistError NewerSchema = new("NewerSchema", InvalidOperation,
        "'{0}' was written by a newer version of Persist (schema {1}; this version knows {2}). Update the module; the file was not changed.");
    public static readonly PersistError StoreCorrupt = new("StoreCorrupt", InvalidData,
        "'{0}' is damaged: {1}. Make a copy of the file, and of its log ('{0}-wal') if there is one, before anything else. Then restore a backup, or open a new file and sync it from the remote; Export-PersistStore -Salvage rescues what can still be read.");
    public static readonly PersistError InvalidPath = new("InvalidPath", InvalidArgument,
        "'{0}' cannot be the path of a file: {1}. Give another path.");
    public static readonly PersistError PathNotFound = new("PathNotFound", ObjectNotFound,
        "The folder of '{0}' does not exist and could not be created: {1}. Create it, or give another path.");
    public static readonly PersistError PathNotWritable = new("PathNotWritable", PermissionDenied,
        "'{0}' cannot be written: {1}. Check the permissions of the file and its folder, or give another path.");
    public static readonly PersistError NetworkPath = new("NetworkPath", InvalidArgument,
        "'{0}' is on a network file system ({1}), where SQLite cannot lock safely. Put the store on a local disk and share it through a remote.");
    public static readonly PersistError DiskFull = new("DiskFull", ResourceUnavailable,
        "There is no space left for '{0}'. Nothing that was acknowledged is lost; free some space and write again.", true);
    public static readonly PersistError StoreBusy = new("StoreBusy", ResourceBusy,
        "'{0}' stayed locked by another process for {1} s, and nothing was changed. Try again; if it keeps happening, find out which process holds the file.", true);
    public static readonly PersistError NoFileLocks = new("NoFileLocks", ResourceUnavailable,
        "Locks on files do not hold at '{0}', so that two processes could damage the store without noticing each other. Do not set DOTNET_SYSTEM_IO_DISABLEFILELOCKING; or put the store on a local disk.");
    public static readonly PersistError StoreInUse = new("StoreInUse", ResourceBusy,
        "'{0}' is in use by this process or another one. Close the store there first; Get-PersistStore shows what this process has open.");
    public static readonly PersistError StoreLinked = new("StoreLinked", ResourceBusy,
        "'{0}' is one of several names (hard links) of a file, and {1}. SQLite keeps the log beside the name, so that a file that is written under two names is damaged: it was not touched. Use that name, or close the store there first.");
    public static readonly PersistError StoreFileNotFound = new("StoreFileNotFound", ObjectNotFound,
        "There is no file '{0}'. Paths are taken literally, without wildcards; Get-PersistStore shows the paths of the open stores.");
    public static readonly PersistError PendingChanges = new("PendingChanges", InvalidOperation,
        "The store '{0}' holds {1} change(s) that no remote has. Sync-PersistStore sends what waits, Get-PersistQueue -DeadLetter lists what the remote refused, and Export-PersistStore keeps the items in a file; -Force removes the store, and they are lost.");
    public static readonly PersistError StoreGone = new("StoreGone", ResourceUnavailable,
        "The file of the open store '{0}' was deleted, moved or replaced: {1} is not the file that was opened. Close the store; put the file back, or open what is there now.");
    public static readonly PersistError LogNotWritable = new("LogNotWritable", PermissionDenied,
        "The log file '{0}' cannot be written: {1}. Give another -LogPath, or leave it out.");
    public static readonly PersistError LocalFailure = new("LocalFailure", ResourceUnavailable,
        "The local file '{0}' could not be used: {1}. What was acknowledged is kept; if it happens again, check the disk and what else uses the file.");

    // Items
    public static readonly PersistError ItemNotFound = new("ItemNotFound", ObjectNotFound,
        "There is no item '{0}' in the store '{1}'. Keys are case-sensitive; Get-PersistItem with a wildcard lists the keys that exist.");
    public static readonly PersistError ItemChanged = new("ItemChanged", ResourceExists,
        "'{0}' is not as it was read: {1}. Nothing was changed; read it again, and decide anew.");
    public static readonly PersistError ItemExists = new("ItemExists", ResourceExists,
        "There is an item '{0}' already, and nothing was written. To replace it, leave out -NoClobber.");
    public static readonly PersistError ItemNotRead = new("ItemNotRead", InvalidArgument,
        "-IfUnchanged compares with what was read, and nothing says what that was for '{0}'. Pipe in the item that Get-PersistItem returned: $item | Set-PersistItem -Value … -IfUnchanged.");
    public static readonly PersistError KindChange = new("KindChange", InvalidType,
        "'{0}' is a {1}, and this would make it a {2}. Counters, sets and maps are changed with Update-PersistCounter, Add-PersistSetMember and Set-PersistMapField. To change the kind, remove the item first, or replace it with Set-PersistItem -Force.");
    public static readonly PersistError CounterOverflow = new("CounterOverflow", LimitsExceeded,
        "The counter '{0}' holds {1}; {2} cannot be added without overflow or loss of digits, and nothing was changed. Reset-PersistCounter sets it to zero.");
    public static readonly PersistError PartTooLong = new("PartTooLong", LimitsExceeded,
        "The member or field '{1}…' of '{0}' is too long: together with the key it takes {2} bytes in UTF-8, and the limit is {3}. Use a shorter one.");
    public static readonly PersistError InvalidPart = new("InvalidPart", InvalidArgument,
        "The member or field '{1}' of '{0}' cannot be used: {2}. Use another one.");

    // The remote
    public static readonly PersistError NoRemote = new("NoRemote", InvalidOperation,
        "The store '{0}' has no remote, so there is nothing to sync with. Close it, and open it again with -Remote.");
    public static readonly PersistError RemoteOffline = new("RemoteOffline", ConnectionError,
        "The remote {0} cannot be reached: {1}. Changes are kept here, and sent when it can be reached again.", true);
    public static readonly PersistError RemoteTimeout = new("RemoteTimeout", OperationTimeout,
        "The remote {0} did not answer in time: {1}. Changes are kept here, and sent again.", true);
    public static readonly PersistError RemoteLogin = new("RemoteLogin", AuthenticationError,
        "The remote {0} refused the login: {1}. Check the user and the password (-RemoteCredential, PGPASSWORD or .pgpass).");
    public static readonly PersistError RemoteCertificate = new("RemoteCertificate", AuthenticationError,
        "Nothing was sent to {0}, for its certificate cannot be trusted: {1}. Changes are kept here. Put the certificate of the authority that signed it into a PEM file, add sslrootcert=FILE to the address (or set PGSSLROOTCERT), and address the server by the name in its certificate.");
    public static readonly PersistError RemotePermission = new("RemotePermission", PermissionDenied,
        "The login is not allowed to do this at the remote {0}: {1}. Ask its administrator for the rights listed in docs/sql.");
    public static readonly PersistError RemoteBusy = new("RemoteBusy", ResourceBusy,
        "The remote {0} is busy: {1}. Changes are kept here, and sent again.", true);
    public static readonly PersistError RemoteFailure = new("RemoteFailure", InvalidOperation,
        "The remote {0} refused the request: {1}. Changes are kept here; its administrator can find the reason in its log.");
    public static readonly PersistError RemoteRefusedData = new("RemoteRefusedData", InvalidData,
        "The remote {0} refused what was sent: {1}. What it does not accept is set aside; Get-PersistQueue -DeadLetter lists it.");
    public static readonly PersistError RemoteData = new("RemoteData", InvalidData,
        "The remote {0} returned data that cannot be used: {1}. None of it was applied, and the store still works locally; the remote's administrator has to look at it.");
    public static readonly PersistError RemoteProtocol = new("RemoteProtocol", InvalidOperation,
        "The remote {0} speaks protocol {1}; this version of Persist knows {2}. Update Persist on the older side; until then the store works locally.");
    public static readonly PersistError OlderSchema = new("OlderSchema", InvalidOperation,
        "The tables of the remote {0} were made by a version of Persist from before the first release: {1}. Its administrator adds what docs/sql/001-schema.sql has and they lack; or drops the schema persist, which the next sync creates again and Repair-PersistStore -Keep Local fills. Until then the store works locally.");
    public static readonly PersistError RemoteChanged = new("RemoteChanged", InvalidOperation,
        "The store '{0}' was synced with another remote before ({1} is not the one it knows). Syncing has stopped, and the store still works locally. Go back to the former remote; or, if this one replaces it, say whose versions count with Repair-PersistStore -Keep Local or -Keep Remote.");

    // Lineage
    public static readonly PersistError Forked = new("Forked", InvalidOperation,
        "The store '{0}' and the remote disagree about what this replica sent last: its file was copied or restored from a backup. The next sync makes it a replica of its own; nothing is lost.");
    public static readonly PersistError Rewound = new("Rewound", InvalidOperation,
        "The remote of the store '{0}' is behind what this replica has seen: it was restored from a backup. Syncing has stopped, and the store still works locally. Decide with Repair-PersistStore: -Keep Local sends again what the remote has lost, -Keep Remote gives it up.");
    public static readonly PersistError NothingToRepair = new("NothingToRepair", InvalidOperation,
        "There is nothing to repair: the store '{0}' and its remote share the same history. For anything else, Sync-PersistStore is enough.");

    // Merges
    public static readonly PersistError MergeFailed = new("MergeFailed", InvalidResult,
        "The merge of '{0}' failed: {1}. Correct it; Test-PersistMerge tries it out.");
    public static readonly PersistError MergeTimeout = new("MergeTimeout", OperationTimeout,
        "The merge of '{0}' took longer than {1} s and was stopped. Make it faster, or give it more time with -MergeTimeout.");
    public static readonly PersistError SessionEnded = new("SessionEnded", InvalidOperation,
        "The merge of '{0}' runs in the session that opened the store (-MergeInSession), and that has ended. Both versions are kept; close the store, and open it in a session that stays.");
    public static readonly PersistError SessionBusy = new("SessionBusy", ResourceBusy,
        "The merge of '{0}' runs in the session that opened the store (-MergeInSession), which was busy. Both versions are kept; the next Sync-PersistStore in that session runs it.", true);

    // PowerShell: values
    public static readonly PersistError ValueTooDeep = new("ValueTooDeep", LimitsExceeded,
        "The value of '{0}' is nested deeper than {1} levels. Store only the properties that matter: Select-Object Name, …");
    public static readonly PersistError ValueCycle = new("ValueCycle", InvalidData,
        "The value of '{0}' contains itself (through {1}). Store only the properties that matter: Select-Object Name, …");
    public static readonly PersistError ValueNotStorable = new("ValueNotStorable", InvalidType,
        "The value of '{0}' contains a {1}, which is code and not data. Leave it out.");
    public static readonly PersistError ValueIsTable = new("ValueIsTable", InvalidType,
        "The value of '{0}' contains a {1}. Store the rows of the table: give $table.Rows as the value, or pipe them to Set-PersistItem -KeyProperty, each under a key of its own.");
    public static readonly PersistError SecretRefused = new("SecretRefused", InvalidType,
        "The value of '{0}' contains a {1}. Persist does not store secrets; keep them in a vault, and store their name here.");
    public static readonly PersistError NumberNotFinite = new("NumberNotFinite", InvalidData,
        "The value of '{0}' contains {1}, which JSON cannot express. Store $null or a string instead.");
    public static readonly PersistError DuplicateName = new("DuplicateName", InvalidData,
        "The value of '{0}' has two members named '{1}': keys that differ only in type are the same in JSON. Rename one.");
    public static readonly PersistError UnreadableValue = new("UnreadableValue", InvalidData,
        "The stored value of '{0}' cannot be turned into an object: {1}. Get-PersistItem -AsJson returns its exact text.");
    public static readonly PersistError KeyPropertyMissing = new("KeyPropertyMissing", InvalidArgument,
        "The object {0} has no property '{1}' to take the key from, or that property is empty. Name another one with -KeyProperty.");
    public static readonly PersistError NotAKey = new("NotAKey", InvalidType,
        "A key cannot be of the type {0}. Give text, a number, a date or a GUID, or an object with a property Key, such as Get-PersistItem returns. A store is named with -Store.");
    public static readonly PersistError KeyOrValueMissing = new("KeyOrValueMissing", InvalidArgument,
        "No {0} was given. Write Set-PersistItem <key> <value>; or pipe in objects that have the properties Key and Value; or pipe in any objects, and name the property that holds the key with -KeyProperty.");
    public static readonly PersistError ValueTwice = new("ValueTwice", InvalidArgument,
        "For '{0}' a value was given and an object piped in; nothing was stored. Give one of the two; $_ is the object within a scriptblock only, as in ForEach-Object {{ Set-PersistItem … $_ }}.");
    public static readonly PersistError SeveralValues = new("SeveralValues", InvalidArgument,
        "Several objects were piped in for the one key '{0}', and nothing was stored. Pipe in an array as one value with a comma before it (,$array), or store each object under a key of its own, with -KeyProperty.");

    // PowerShell: which store
    public static readonly PersistError NoStoreOpen = new("NoStoreOpen", ObjectNotFound,
        "No store is open in this process. Open one with New-PersistStore.");
    public static readonly PersistError StoreNotGiven = new("StoreNotGiven", InvalidArgument,
        "{0} stores are open ({1}). Say which one with -Store.");
    public static readonly PersistError StoreAmbiguous = new("StoreAmbiguous", InvalidArgument,
        "{0} open stores are named '{1}' ({2}). Pass the object that New-PersistStore or Get-PersistStore returned: -Store $store.");

    // PowerShell: scripts
    public static readonly PersistError MergeCapture = new("MergeCapture", InvalidArgument,
        "The merge cannot use '{0}': {1}. Pass data in with $using:, -Variable or a closure, and commands with -Module; with -MergeInSession none of them is needed.");
    public static readonly PersistError MergeModule = new("MergeModule", ObjectNotFound,
        "The module '{0}' cannot be used in a merge: {1}. Give -Module a name or path that Import-Module can load.");

    // PowerShell: handlers
    public static readonly PersistError HandlerExists = new("HandlerExists", ResourceExists,
        "This session already has an event subscription named '{0}'. Give another -SourceIdentifier, or unregister that one first.");
    public static readonly PersistError HandlerNotFound = new("HandlerNotFound", ObjectNotFound,
        "This session has no such handler: {0}. Get-EventSubscriber lists its subscriptions.");

    // Conflicts and refused changes
    public static readonly PersistError ConflictNotFound = new("ConflictNotFound", ObjectNotFound,
        "There is no conflict '{0}' in the log of the store '{1}'; one that is open gives way to a newer one when its item changes again. Get-PersistConflict lists those that are there, also by key, and can be piped to Resolve-PersistConflict.");
    public static readonly PersistError ConflictChoice = new("ConflictChoice", InvalidArgument,
        "Nothing was chosen for the conflict '{0}'. Give -Use Local, -Use Remote, -Value or -Delete.");
    public static readonly PersistError OperationNotFound = new("OperationNotFound", ObjectNotFound,
        "There is no refused operation '{0}' in the store '{1}'. Get-PersistQueue -DeadLetter lists the ones that are there.");

    // Exports and imports
    public static readonly PersistError ExportExists = new("ExportExists", ResourceExists,
        "'{0}' already exists. Give another path, or replace it with -Force.");
    public static readonly PersistError ExportNotFound = new("ExportNotFound", ObjectNotFound,
        "There is no file '{0}' to import. Give the path of a file that Export-PersistStore wrote.");
    public static readonly PersistError ExportUnreadable = new("ExportUnreadable", ResourceUnavailable,
        "'{0}' could not be read: {1}. What had been imported by then stays; run the import again, and it continues from there.");
    public static readonly PersistError NotAnExport = new("NotAnExport", InvalidData,
        "'{0}' is not an export of a Persist store: {1}. Nothing was imported. To store data from other programs, pipe it to Set-PersistItem -KeyProperty.");
    public static readonly PersistError NewerExport = new("NewerExport", InvalidOperation,
        "'{0}' was written by a newer version of Persist (format {1}; this version knows {2}). Update the module; nothing was imported.");
    public static readonly PersistError ExportDamaged = new("ExportDamaged", InvalidData,
        "'{0}' is not as it was exported: {1}. Nothing was imported. Export again, or import what the file has with -SkipIntegrityCheck.");
    public static readonly PersistError ImportBusy = new("ImportBusy", ResourceBusy,
        "Another import of the same file into this store is running. Wait until it has ended; run again, this one continues where it stopped.");
    public static readonly PersistError InvalidRecord = new("InvalidRecord", InvalidData,
        "Line {0} of '{1}' is not an exported item: {2}. It was skipped; the other lines are imported.");
    public static readonly PersistError ImportChoice = new("ImportChoice", InvalidArgument,
        "-Force replaces a counter with the number in the file, and -AddCounter adds that number to it. Give one of the two.");
    public static readonly PersistError CounterExists = new("CounterExists", ResourceExists,
        "The counter '{0}' is {1} here and {2} in the file, and nothing says how much of that was counted in both. Add the file's number with -AddCounter, or replace the one here with -Force.");
    public static readonly PersistError CounterImported = new("CounterImported", InvalidOperation,
        "The counter '{0}' was not changed: the {1} of this file was already added when the file was imported before. To add it once more, use Update-PersistCounter.");

    // Syncing and waiting
    public static readonly PersistError Unforeseen = new("Unforeseen", InvalidOperation,
        "The sync of the store '{0}' failed in a way that Persist does not know ({1}). Changes are kept here, and it is tried again; please report what the log says (New-PersistStore -LogPath).");
    public static readonly PersistError ConflictsOpen = new("ConflictsOpen", InvalidOperation,
        "Everything else is synced, but {1} change(s) of the store '{0}' wait for a decision. Get-PersistConflict -State Open lists them.");
    public static readonly PersistError WaitTimeout = new("WaitTimeout", OperationTimeout,
        "The store '{0}' was not synced within {1} s ({2}, {3} pending). What waits is kept, and sent later; Get-PersistSyncStatus shows what is holding it up.", true);

#pragma warning restore CS1591

    /// <summary>Every entry of the registry, in the order of declaration.</summary>
    public static IReadOnlyList<PersistError> All { get; } =
    [
        .. typeof(PersistErrors).GetFields().Where(f => f.FieldType == typeof(PersistError)).Select(f => (PersistError)f.GetValue(null)!),
    ];
}
