namespace Persist.Engine.Sqlite;

/// <summary>The marks in SQLite's header that tell Persist's files from each other and from other programs' (sqlite.org/fileformat.html).</summary>
internal static class FileMark
{
    /// <summary>A local store: "PRST".</summary>
    public const long Store = 0x50525354;

    /// <summary>A hub, through which stores sync: "PHub".</summary>
    public const long Hub = 0x50487562;

    /// <summary>Why a hub is refused where a store is wanted, however that was found out.</summary>
    public const string HubAsStore = "it is a Persist hub file, which stores sync through; give it as the remote (-Remote)";
}
