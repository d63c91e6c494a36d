using Persist.Merging;

namespace Persist.Stores;

/// <summary>The settings of an open store that a second New-PersistStore on its path must repeat.</summary>
internal sealed record StoreSettings(
    string Name,
    string? Remote,
    string? RemoteUser,
    PersistStrategy Strategy,
    TimeSpan Interval,
    TimeSpan MergeTimeout,
    PersistDurability Durability,
    MergeScript? Merge)
{
    /// <summary>The parameters that differ, as a person wrote them; empty when none does.</summary>
    public string DifferencesTo(StoreSettings other)
    {
        (string Parameter, bool IsEqual)[] all =
        [
            ("-Name", Name == other.Name),
            ("-Remote", Remote == other.Remote),
            ("-RemoteCredential", RemoteUser == other.RemoteUser),
            ("-Strategy", Strategy == other.Strategy),
            ("-Interval", Interval == other.Interval),
            ("-MergeTimeout", MergeTimeout == other.MergeTimeout),
            ("-Durability", Durability == other.Durability),
            ("-Merge", Merge is null ? other.Merge is null : other.Merge is not null && Merge.IsSame(other.Merge)),
        ];
        return string.Join(", ", all.Where(setting => !setting.IsEqual).Select(setting => setting.Parameter));
    }
}
