using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Local.Files;

namespace Persist.Engine;

/// <summary>Deletes a store's files, but not changes that exist nowhere else.</summary>
internal static class StoreDeletion
{
    public static void Delete(string path, bool force)
    {
        if (!File.Exists(path))
        {
            throw PersistErrors.StoreFileNotFound.With(path);
        }

        if (OpenFiles.Holds(path))
        {
            throw PersistErrors.StoreInUse.With(path);
        }

        if (!force)
        {
            RefusePending(path);
        }

        LocalStore.Delete(path);
    }

    private static void RefusePending(string path)
    {
        LocalStore.CheckClosed(path);
        var name = LocalFile.ReadName(path);
        using var local = LocalStore.Open(path, name, Durability.Full, _ => SyncStrategy.LastWriteWins, TimeProvider.System);
        var status = local.Status();
        if (status.OnlyHere > 0)
        {
            throw PersistErrors.PendingChanges.With(name, status.OnlyHere);
        }
    }
}
