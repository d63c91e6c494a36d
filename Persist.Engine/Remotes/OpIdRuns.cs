using System.Globalization;
using System.Text;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>The ids of a batch's operations, exactly and in little space: runs of numbers per salt.</summary>
internal static class OpIdRuns
{
    /// <summary>For example <c>00000000000000ab:1-5,7;00000000000000cd:9</c>: salts in hexadecimal, numbers ascending.</summary>
    public static string Format(IReadOnlyList<Op> ops)
    {
        var text = new StringBuilder();
        foreach (var salt in ops.GroupBy(op => op.Salt))
        {
            text.Append(text.Length == 0 ? "" : ";").Append(salt.Key.ToString("x16", CultureInfo.InvariantCulture));
            var separator = ':';
            foreach (var (first, last) in Runs(salt.Select(op => op.N).Order()))
            {
                text.Append(separator).Append(CultureInfo.InvariantCulture, $"{first}");
                text.Append(last == first ? "" : string.Create(CultureInfo.InvariantCulture, $"-{last}"));
                separator = ',';
            }
        }

        return text.ToString();
    }

    private static IEnumerable<(long First, long Last)> Runs(IEnumerable<long> ascending)
    {
        (long First, long Last)? run = null;
        foreach (var n in ascending)
        {
            if (run is { } open && n <= open.Last + 1)
            {
                run = (open.First, n);
                continue;
            }

            if (run is { } done)
            {
                yield return done;
            }

            run = (n, n);
        }

        if (run is { } rest)
        {
            yield return rest;
        }
    }
}
