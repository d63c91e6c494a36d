namespace Persist.Engine.Merge;

/// <summary>The operations that wait in a file, by name: in little space, however many there are.</summary>
internal sealed class WaitingOps
{
    private readonly List<(long Salt, long N, string Replaced)> _standing = [];

    /// <summary>Their names.</summary>
    public OpIdSet Names { get; } = new();

    /// <summary>Takes the names of operations.</summary>
    public static WaitingOps Of(IEnumerable<Op> ops)
    {
        var waiting = new WaitingOps();
        foreach (var op in ops)
        {
            waiting.Add(op.Salt, op.N, op.Replaced);
        }

        return waiting;
    }

    /// <summary>Adds one.</summary>
    /// <param name="salt">Its salt.</param>
    /// <param name="n">Its number.</param>
    /// <param name="replaced">See <see cref="Op.Replaced"/>.</param>
    public void Add(long salt, long n, string? replaced)
    {
        Names.Add(salt, n);
        if (replaced is not null)
        {
            _standing.Add((salt, n, replaced));
        }
    }

    /// <summary>The names of some of them, and of those that they stand for.</summary>
    public OpIdSet Standing(OpIdSet some)
    {
        var names = new OpIdSet();
        names.Add(some);
        foreach (var (_, _, replaced) in _standing.Where(op => some.Contains(op.Salt, op.N)))
        {
            names.Add(OpIdSet.Parse(replaced));
        }

        return names;
    }
}
