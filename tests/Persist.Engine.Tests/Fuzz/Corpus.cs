using System.Text.Json;

namespace Persist.Engine.Tests.Fuzz;

/// <summary>Inputs that somebody thought of, kept in <c>Fuzz/corpus</c>, and ones that nobody did, made from them.</summary>
internal static class Corpus
{
    /// <summary>Keys, names, members: text of every kind.</summary>
    public static IReadOnlyList<string> Texts { get; } = Read("texts.json");

    /// <summary>What is, or nearly is, JSON.</summary>
    public static IReadOnlyList<string> Values { get; } = Read("values.json");

    /// <summary>Addresses of remotes; their password is always <c>s3cret</c>.</summary>
    public static IReadOnlyList<string> Addresses { get; } = Read("addresses.json");

    /// <summary>An entry, or several of them cut up, put together and changed.</summary>
    public static string Mutated(IReadOnlyList<string> corpus, Random random)
    {
        var text = corpus[random.Next(corpus.Count)];
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            var other = corpus[random.Next(corpus.Count)];
            text = random.Next(7) switch
            {
                0 => text.Insert(at, other),
                1 => text[..at] + other[random.Next(other.Length + 1)..],
                2 => text.Insert(at, ((char)random.Next(char.MaxValue + 1)).ToString()),
                3 => text.Insert(at, ((char)random.Next(32, 127)).ToString()),
                4 => text.Remove(at),
                5 => text.Insert(at, new string((char)random.Next(32, 0x3000), random.Next(2000))),
                _ => text + text,
            };
        }

        return text;
    }

    // By hand, unit by unit: halves of surrogate pairs are no text to a JSON reader.
    private static List<string> Read(string name)
    {
        using var stream = typeof(Corpus).Assembly.GetManifestResourceStream(name)!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(entry => Unescape(entry.GetRawText()[1..^1]))];
    }

    private static string Unescape(string raw)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            text.Append(raw[i] switch
            {
                'u' => (char)Convert.ToInt32(raw.Substring(i + 1, 4), 16),
                'n' => '\n',
                't' => '\t',
                var same => same,
            });
            i += raw[i] == 'u' ? 4 : 0;
        }

        return text.ToString();
    }
}
