namespace Persist.Engine.Local.Tables;

/// <summary>The names in the table meta.</summary>
internal static class MetaName
{
    public const string Store = "store";
    public const string RemoteId = "remote";
    public const string LastSync = "lastSync";
    public const string RemoteHead = "remoteHead";
    public const string ClockOffset = "clockOffset";

    /// <summary>The head that the first pull reached: tombstones up to there were left out of it.</summary>
    public const string FirstHead = "firstHead";

    /// <summary>The first operation that was made after the first pull.</summary>
    public const string FirstOp = "firstOp";

    /// <summary>See <see cref="Tables.Horizon"/>.</summary>
    public const string Horizon = "horizon";

    /// <summary>See <see cref="Tables.KnownPast"/>.</summary>
    public const string KnownPast = "knownPast";

    /// <summary>The operations that a fork has given up: see <see cref="SaltTable.GiveUp"/>.</summary>
    public const string GivenUp = "givenUp";

    /// <summary>The remote's clock when tombstones were last left out or purged, in microseconds: none of those is later.</summary>
    public const string TombstonesThrough = "tombstonesThrough";

    /// <summary>The remote's floor, as far as the file knows.</summary>
    public const string Floor = "floor";

    /// <summary>See <see cref="Tables.SettlementNote"/>.</summary>
    public const string SettlementNote = "settlementNote";

    /// <summary>How the last fork, resync or repair went: see <see cref="RecoveryNote"/>.</summary>
    public const string Recovery = "recovery";

    /// <summary>1 while a process has the file open and has not closed it in order; 2 when one has met damage in it.</summary>
    public const string Dirty = "dirty";

    /// <summary>How far a file has been imported.</summary>
    /// <param name="checksum">The file's identity.</param>
    public static string Import(string checksum) => "import:" + checksum;
}
