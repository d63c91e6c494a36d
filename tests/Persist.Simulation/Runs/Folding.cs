using System.Text.RegularExpressions;

namespace Persist.Simulation.Runs;

/// <summary>Writes what repeats itself once, and how often: a sync that never ends is a hundred rounds that differ in numbers alone.</summary>
internal static partial class Folding
{
    // Of a repetition, in lines: what repeats at greater length is another story.
    private const int Longest = 40;

    /// <summary>Folds lines of a trace, and then what is made of folded ones.</summary>
    public static IReadOnlyList<string> Fold(IReadOnlyList<string> lines)
    {
        for (var folded = Once(lines); ; folded = Once(lines))
        {
            if (folded.Count == lines.Count)
            {
                return folded;
            }

            lines = folded;
        }
    }

    private static List<string> Once(IReadOnlyList<string> lines)
    {
        var shapes = lines.Select(Shape).ToList();
        var folded = new List<string>();
        for (var at = 0; at < lines.Count;)
        {
            var (length, times) = Enumerable.Range(1, Longest).Select(length => (length, Times: Times(shapes, at, length))).MaxBy(found => found.length * (found.Times - 1));
            (length, times) = length * (times - 1) > 1 ? (length, times) : (1, 1);
            folded.AddRange(lines.Skip(at).Take(length));
            if (times > 1)
            {
                folded.Add($"{Trace.Indent}… {(length == 1 ? "this line" : $"these {length} lines")} {(times == 2 ? "once" : $"{times - 1} times")} more{(IsExact(lines, at, length, times) ? "" : ", with other numbers")}");
            }

            at += length * times;
        }

        return folded;
    }

    private static int Times(List<string> shapes, int at, int length)
    {
        var times = 1;
        for (var next = at + length; next + length <= shapes.Count && IsSame(shapes, at, next, length); next += length)
        {
            times++;
        }

        return times;
    }

    private static bool IsSame(List<string> shapes, int one, int other, int length)
    {
        for (var line = 0; line < length; line++)
        {
            if (shapes[one + line] != shapes[other + line])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsExact(IReadOnlyList<string> lines, int at, int length, int times) =>
        Enumerable.Range(at, length * (times - 1)).All(line => lines[line] == lines[line + length]);

    // A part keeps its number, so that parts are not folded.
    private static string Shape(string line) => line.StartsWith(Trace.Indent, StringComparison.Ordinal) ? Number().Replace(line, "#") : line;

    // 12, @12 and 7d71e652258c235e-12, and neither r0p1 nor note/1.
    [GeneratedRegex(@"(?<![\w/])(?:[0-9a-f]{16}|\d+)(?!\w)")]
    private static partial Regex Number();
}
