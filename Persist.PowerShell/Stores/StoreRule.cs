using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using Persist.Engine.Errors;
using Persist.Merging;

namespace Persist.Stores;

/// <summary>Who decides about the keys that fit a pattern, as <c>-Strategy</c> of New-PersistStore says it.</summary>
/// <param name="Pattern">A key with the wildcards <c>*</c> and <c>?</c>; the last rule of a store is <c>*</c>.</param>
/// <param name="Strategy">Who decides.</param>
/// <param name="Block">The merge as it was given.</param>
/// <param name="Script">The merge as it is kept; null until it is captured.</param>
internal sealed record StoreRule(string Pattern, PersistStrategy Strategy, ScriptBlock? Block, MergeScript? Script)
{
    private const string Default = "*";

    /// <summary>The rules, first match wins, with the store's own (<c>*</c>) at the end.</summary>
    /// <param name="given">A strategy, or a dictionary of key pattern and strategy or scriptblock.</param>
    /// <param name="merge">What <c>-Merge</c> gave: the merge of every <c>Custom</c>.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidStrategy"/> or <see cref="PersistErrors.MergeNotAllowed"/>.</exception>
    public static IReadOnlyList<StoreRule> Parse(object? given, ScriptBlock? merge)
    {
        var patterns = Bare(given) as IDictionary;
        var rules = patterns is null ? [] : Ordered(patterns).Select(entry => Read(entry, merge)).ToList();
        var own = rules.FindLast(rule => rule.Pattern == Default)
            ?? Read(new DictionaryEntry(Default, patterns is null ? given ?? PersistStrategy.LastWriteWins : PersistStrategy.LastWriteWins), merge);
        rules.RemoveAll(rule => rule.Pattern == Default);
        rules.Add(own);
        return merge is null || rules.Exists(rule => ReferenceEquals(rule.Block, merge))
            ? rules
            : throw PersistErrors.MergeNotAllowed.With(string.Join(", ", rules.Select(rule => rule.Strategy).Distinct()));
    }

    // A plain hashtable has no order of its own: the pattern that says most about a key comes first.
    private static IEnumerable<DictionaryEntry> Ordered(IDictionary patterns)
    {
        var entries = patterns.Cast<DictionaryEntry>();
        return patterns is IOrderedDictionary
            ? entries
            : entries.OrderByDescending(entry => LiteralPrefix(entry.Key)).ThenByDescending(entry => Text(entry.Key).Length)
                .ThenBy(entry => Text(entry.Key), StringComparer.Ordinal);
    }

    // A pattern without wildcards says all about a key.
    private static int LiteralPrefix(object key) => Text(key).IndexOfAny(['*', '?']) is var end && end < 0 ? int.MaxValue : end;

    private static StoreRule Read(DictionaryEntry entry, ScriptBlock? merge)
    {
        var pattern = Text(entry.Key);
        if (pattern.Length == 0)
        {
            throw PersistErrors.InvalidStrategy.With("a key pattern is empty");
        }

        return Bare(entry.Value) switch
        {
            PersistStrategy strategy => new StoreRule(pattern, strategy, strategy == PersistStrategy.Custom ? merge : null, null),
            // Of "Crdt,Custom" the parser would make a third strategy, and of "1" one too.
            string name when name.All(char.IsAsciiLetter) && Enum.TryParse<PersistStrategy>(name, ignoreCase: true, out var strategy) =>
                new StoreRule(pattern, strategy, strategy == PersistStrategy.Custom ? merge : null, null),
            var other when MergeBlockAttribute.Of(other) is { } block => new StoreRule(pattern, PersistStrategy.Custom, block, null),
            var other => throw PersistErrors.InvalidStrategy.With($"'{other ?? "$null"}' for the keys '{pattern}' is not a strategy"),
        };
    }

    private static string Text(object key) => Convert.ToString(Bare(key), System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static object? Bare(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;
}
