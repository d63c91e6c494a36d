using System.Globalization;
using System.Text;

namespace Persist.Engine.Merge;

/// <summary>Names of operations, exactly and in little space: runs of numbers per salt.</summary>
internal sealed class OpIdSet
{
    private readonly Dictionary<long, List<(long First, long Last)>> _salts = [];

    /// <summary>The names of operations.</summary>
    public static OpIdSet Of(IEnumerable<Op> ops)
    {
        var set = new OpIdSet();
        foreach (var op in ops.OrderBy(op => op.N)) // ascending: each number only lengthens the last run
        {
            set.Add(op.Salt, op.N);
        }

        return set;
    }

    /// <summary>The names of operations, and of those that they stand for.</summary>
    public static OpIdSet Standing(IReadOnlyList<Op> ops)
    {
        var set = Of(ops);
        foreach (var op in ops.Where(op => op.Replaced is not null))
        {
            set.Add(Parse(op.Replaced));
        }

        return set;
    }

    /// <summary>The names that are in any of them.</summary>
    public static OpIdSet Union(IEnumerable<OpIdSet> sets)
    {
        var union = new OpIdSet();
        foreach (var set in sets)
        {
            union.Add(set);
        }

        return union;
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; nothing from null.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static OpIdSet Parse(string? text)
    {
        var set = new OpIdSet();
        foreach (var part in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split(':') is not [{ Length: 16 } salt, var runs])
            {
                throw new FormatException($"'{part}' does not name operations");
            }

            var number = long.Parse(salt, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            foreach (var run in runs.Split(','))
            {
                var ends = run.Split('-', 2);
                var (first, last) = (Number(ends[0]), Number(ends[^1]));
                set.Add(number, first, last >= first ? last : throw new FormatException($"'{run}' runs backwards"));
            }
        }

        return set;
    }

    /// <summary>True when there is no name in it.</summary>
    public bool IsEmpty => _salts.Count == 0;

    /// <summary>How many names are in it.</summary>
    public long Count => _salts.Values.Sum(runs => runs.Sum(run => run.Last - run.First + 1));

    public bool Contains(Op op) => Contains(op.Salt, op.N);

    /// <summary>Whether it has a name as cells and conflicts keep it: see <see cref="OpId"/>.</summary>
    public bool Contains(string id) => !IsEmpty && OpId.TryParse(id, out var salt, out var n) && Contains(salt, n);

    public bool Contains(long salt, long n)
    {
        if (!_salts.TryGetValue(salt, out var runs))
        {
            return false;
        }

        var at = Before(runs, n);
        return at >= 0 && runs[at].Last >= n;
    }

    /// <summary>The names that are in both.</summary>
    public OpIdSet And(OpIdSet other)
    {
        var both = new OpIdSet();
        foreach (var (salt, runs) in _salts.Where(salt => other._salts.ContainsKey(salt.Key)))
        {
            foreach (var (first, last) in runs)
            {
                var theirs = other._salts[salt];
                for (var at = Math.Max(Before(theirs, first), 0); at < theirs.Count && theirs[at].First <= last; at++)
                {
                    if (theirs[at].Last >= first)
                    {
                        both.Add(salt, Math.Max(first, theirs[at].First), Math.Min(last, theirs[at].Last));
                    }
                }
            }
        }

        return both;
    }

    /// <summary>The names that are not in the other.</summary>
    public OpIdSet Without(OpIdSet other)
    {
        var rest = new OpIdSet();
        var both = And(other);
        foreach (var (salt, runs) in _salts)
        {
            var gone = both._salts.GetValueOrDefault(salt) ?? [];
            foreach (var (first, last) in runs)
            {
                var next = first;
                for (var at = Math.Max(Before(gone, first), 0); at < gone.Count && gone[at].First <= last; at++)
                {
                    if (gone[at].Last >= first)
                    {
                        rest.AddRun(salt, next, gone[at].First - 1);
                        next = gone[at].Last + 1;
                    }
                }

                rest.AddRun(salt, next, last);
            }
        }

        return rest;
    }

    public void Add(Op op) => Add(op.Salt, op.N);

    public void Add(long salt, long n) => Add(salt, n, n);

    public void Add(OpIdSet other)
    {
        foreach (var (salt, runs) in other._salts)
        {
            runs.ForEach(run => Add(salt, run.First, run.Last));
        }
    }

    /// <summary>For example <c>00000000000000ab:1-5,7;00000000000000cd:9</c>: salts in hexadecimal, numbers ascending.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (salt, runs) in _salts)
        {
            text.Append(text.Length == 0 ? "" : ";").Append(salt.ToString("x16", CultureInfo.InvariantCulture));
            var separator = ':';
            foreach (var (first, last) in runs)
            {
                text.Append(separator).Append(CultureInfo.InvariantCulture, $"{first}");
                text.Append(last == first ? "" : string.Create(CultureInfo.InvariantCulture, $"-{last}"));
                separator = ',';
            }
        }

        return text.ToString();
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    // The last run that begins at or before n; -1 when there is none.
    private static int Before(List<(long First, long Last)> runs, long n)
    {
        var at = runs.BinarySearch((n, long.MaxValue));
        return at >= 0 ? at : ~at - 1;
    }

    private void AddRun(long salt, long first, long last)
    {
        if (first <= last)
        {
            Add(salt, first, last);
        }
    }

    // What touches or overlaps becomes one run.
    private void Add(long salt, long first, long last)
    {
        if (!_salts.TryGetValue(salt, out var runs))
        {
            _salts.Add(salt, runs = []);
        }

        var at = Before(runs, first);
        at = at >= 0 && runs[at].Last >= first - 1 ? at : at + 1;
        var end = at;
        while (end < runs.Count && runs[end].First - 1 <= last)
        {
            (first, last) = (Math.Min(first, runs[end].First), Math.Max(last, runs[end].Last));
            end++;
        }

        runs.RemoveRange(at, end - at);
        runs.Insert(at, (first, last));
    }
}
