using Persist.Engine.Merge;

namespace Persist.Engine.Sync;

/// <summary>Names the items in which two places differ. Both sides come in the order of their names, so that neither is held in memory.</summary>
internal sealed class ContentComparison
{
    /// <summary>How many items are named; the rest is counted.</summary>
    public const int Named = 100;

    private readonly List<ItemDifference> _named = [];
    private ItemDifference? _item;
    private bool _differs;

    /// <summary>The first of them, in the order of the keys' UTF-8 bytes.</summary>
    public IReadOnlyList<ItemDifference> Differences => _named;

    /// <summary>How many items differ.</summary>
    public long Count { get; private set; }

    /// <summary>Reads both sides to their ends.</summary>
    public async Task RunAsync(IEnumerable<CellDigest> here, IAsyncEnumerable<CellDigest> there, CancellationToken cancellationToken)
    {
        using var mine = here.GetEnumerator();
        var theirs = there.GetAsyncEnumerator(cancellationToken);
        await using var _ = theirs.ConfigureAwait(false);
        var (isMine, isTheirs) = (mine.MoveNext(), await theirs.MoveNextAsync().ConfigureAwait(false));
        while (isMine || isTheirs)
        {
            var order = !isMine ? 1 : !isTheirs ? -1 : mine.Current.Id.CompareTo(theirs.Current.Id);
            Note((order <= 0 ? mine.Current : theirs.Current).Id.Key, order <= 0, order >= 0, order == 0 && mine.Current.Number == theirs.Current.Number);
            isMine = order <= 0 ? mine.MoveNext() : isMine;
            isTheirs = order >= 0 ? await theirs.MoveNextAsync().ConfigureAwait(false) : isTheirs;
        }

        Close();
    }

    private void Note(string key, bool isHere, bool isThere, bool isSame)
    {
        if (_item?.Key != key)
        {
            Close();
            _item = new ItemDifference(key, false, false);
        }

        _item = new ItemDifference(key, _item.IsHere || isHere, _item.IsThere || isThere);
        _differs |= !isSame;
    }

    private void Close()
    {
        if (_differs)
        {
            Count++;
            if (_named.Count < Named)
            {
                _named.Add(_item!);
            }
        }

        (_item, _differs) = (null, false);
    }
}
