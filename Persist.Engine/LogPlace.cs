using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Engine.Sqlite;

namespace Persist.Engine;

/// <summary>Opens the log file of a store, where it is nobody's database: what is appended to one damages it.</summary>
internal static class LogPlace
{
    /// <summary>Opens the file; called when the store's own files are among <see cref="OpenFiles"/>.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.LogNotWritable"/>.</exception>
    public static LogFile? Open(string? path)
    {
        if (path is null)
        {
            return null;
        }

        foreach (var file in new[] { path, LogFile.FormerOf(path) })
        {
            var canonical = CanonicalPath.Of(file);
            if (OpenFiles.Holds(canonical))
            {
                throw PersistErrors.LogNotWritable.With(path, $"'{canonical}' belongs to a store or a hub that this process has open");
            }

            if (SqliteFile.IsDatabase(canonical))
            {
                throw PersistErrors.LogNotWritable.With(path, $"'{canonical}' is a SQLite database");
            }
        }

        return new LogFile(path);
    }
}
