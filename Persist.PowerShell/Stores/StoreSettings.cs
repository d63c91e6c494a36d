using Persist.Merging;

namespace Persist.Stores;

/// <summary>The settings of an open store that a second New-PersistStore on its path must repeat.</summary>
internal sealed record StoreSettings(
    string Name,
    string? Remote,
    string? RemoteUser,
    IReadOnlyList<StoreRule> Rules,
    TimeSpan Interval,
    TimeSpan MergeTimeout,
    TimeSpan? Retention,
    PersistDurability Durability,
    bool MergeInSession,
    string? LogPath)
{
    /// <summary>The parameters that differ, as a person wrote them; empty when none does.</summary>
    public string DifferencesTo(StoreSettings other)
    {
        (string Parameter, bool IsEqual)[] all =
        [
            ("-Name", Name == other.Name),
            ("-Remote", Remote == other.Remote),
            ("-RemoteCredential", RemoteUser == other.RemoteUser),
            ("-Strategy", HasSameStrategies(other)),
            ("-Interval", Interval == other.Interval),
            ("-MergeTimeout", MergeTimeout == other.MergeTimeout),
            ("-Retention", Retention == other.Retention),
            ("-Durability", Durability == other.Durability),
            ("-Merge", !HasSameStrategies(other) || Rules.Zip(other.Rules).All(pair => IsSame(pair.First.Script, pair.Second.Script))),
            ("-MergeInSession", MergeInSession == other.MergeInSession),
            ("-LogPath", LogPath == other.LogPath),
        ];
        return string.Join(", ", all.Where(setting => !setting.IsEqual).Select(setting => setting.Parameter));
    }

    private static bool IsSame(MergeScript? one, MergeScript? other) => one is null ? other is null : other is not null && one.IsSame(other);

    private bool HasSameStrategies(StoreSettings other) =>
        Rules.Select(rule => (rule.Pattern, rule.Strategy)).SequenceEqual(other.Rules.Select(rule => (rule.Pattern, rule.Strategy)));
}
