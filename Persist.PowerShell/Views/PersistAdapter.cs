namespace Persist;

/// <summary>How a store is kept on the local disk.</summary>
public enum PersistAdapter
{
    /// <summary>One SQLite file.</summary>
    Sqlite,
}
