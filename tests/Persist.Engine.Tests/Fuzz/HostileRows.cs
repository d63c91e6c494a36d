using System.Globalization;

namespace Persist.Engine.Tests.Fuzz;

/// <summary>Statements that break a remote's tables, as a hostile or a broken program may.</summary>
internal static class HostileRows
{
    private static readonly Dictionary<string, string[]> Texts = new()
    {
        ["cell"] = ["key", "kind", "path", "value", "origin", "op", "state"],
        ["replica"] = ["batch_id", "result", "name"],
        ["batch"] = ["batch_id", "tail", "replica", "ops"],
        ["conflict"] = ["id", "key", "kind", "path", "winner_op", "winner_origin", "winner_value", "loser_op", "loser_origin", "loser_value"],
        ["shard"] = ["tail"],
        ["store"] = ["remote_id"],
    };

    private static readonly Dictionary<string, string[]> Numbers = new()
    {
        ["cell"] = ["stamp", "seq"],
        ["replica"] = ["batch_no", "seq"],
        ["batch"] = ["seq", "batch_no"],
        ["conflict"] = ["seq", "winner_stamp", "loser_stamp"],
        ["shard"] = ["head", "floor"],
        ["store"] = ["protocol", "protocol_min"],
    };

    /// <summary>One to three statements.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="prefix">What stands before the names of the tables.</param>
    /// <param name="literals">Literals of the database's own that stand for text, beside those of the corpus.</param>
    public static IEnumerable<string> Statements(Random random, string prefix, IReadOnlyList<string> literals)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            yield return Statement(random, prefix, literals);
        }
    }

    private static string Statement(Random random, string prefix, IReadOnlyList<string> literals)
    {
        var table = Texts.Keys.ElementAt(random.Next(Texts.Count));
        var isNumber = random.Next(2) == 0;
        var columns = (isNumber ? Numbers : Texts)[table];
        var column = columns[random.Next(columns.Length)];
        var some = table == "cell" && random.Next(2) == 0 ? $" WHERE kind = '{new[] { "value", "counter", "set", "map" }[random.Next(4)]}'" : "";
        return random.Next(12) switch
        {
            0 => $"DELETE FROM {prefix}{table}{some}",
            1 => $"UPDATE {prefix}{table} SET {column} = NULL{some}",
            2 => $"UPDATE {prefix}cell SET dead = NOT dead{some}",
            _ => $"UPDATE {prefix}{table} SET {column} = {(isNumber ? Number(random, column) : Text(random, literals))}{some}",
        };
    }

    private static string Number(Random random, string column) => random.Next(8) switch
    {
        0 => "-1",
        1 => "0",
        2 => long.MaxValue.ToString(CultureInfo.InvariantCulture),
        3 => "-9223372036854775807",
        4 => $"{column} - 1",
        5 => $"{column} + 1",
        6 => random.Next().ToString(CultureInfo.InvariantCulture),
        _ => "(1 + 1) * 2000000000",
    };

    private static string Text(Random random, IReadOnlyList<string> literals) => random.Next(4) switch
    {
        0 => literals[random.Next(literals.Count)],
        1 => Quoted(Corpus.Mutated(Corpus.Texts, random)),
        2 => Quoted(Corpus.Mutated(Corpus.Values, random)),
        _ => new[] { "'null'", "'{}'", "'[]'", "'{\"a\":-1}'", "'{\"\":9223372036854775808}'", "'-1'", "'9223372036854775807'", "'1e30'", "'79228162514264337593543950335'", "'{\"seq\":1}'", "'{\"seq\":-1,\"rejected\":null}'", "'value'", "'graph'" }[random.Next(13)],
    };

    // What no statement can carry is left out: NUL, and halves of surrogate pairs.
    private static string Quoted(string text) => $"'{string.Concat(text.EnumerateRunes().Where(rune => rune.Value != 0)).Replace("'", "''", StringComparison.Ordinal)}'";
}
