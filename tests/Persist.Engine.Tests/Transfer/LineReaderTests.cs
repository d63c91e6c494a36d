using System.Text;
using Persist.Engine.Transfer;

namespace Persist.Engine.Tests.Transfer;

/// <summary>Lines as bytes, whatever the stream hands out at a time.</summary>
public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\n\nb", new[] { "a", "", "b" })]
    [InlineData("a\r\nb\r\n", new[] { "a", "b" })]
    [InlineData("\uFEFFa\n\uFEFFb", new[] { "a", "\uFEFFb" })]
    public void Lines_end_at_LF(string text, string[] expected)
    {
        foreach (var piece in new[] { 1, 2, 1000 })
        {
            Assert.Equal(expected, Read(new Pieces(Encoding.UTF8.GetBytes(text), piece), 1000));
        }
    }

    [Fact]
    public void Long_lines_come_whole_with_their_number_and_end()
    {
        var text = new string('a', 200_000) + "\n" + new string('b', 70_000) + "\nc";
        var reader = new LineReader(new Pieces(Encoding.UTF8.GetBytes(text), 10_000), 1_000_000);
        var lengths = new List<(int, long, long)>();
        while (reader.TryRead(out var line))
        {
            lengths.Add((line.Length, reader.Number, reader.Position));
        }

        Assert.Equal([(200_000, 1, 200_001), (70_000, 2, 270_002), (1, 3, 270_003)], lengths);
    }

    [Fact]
    public void A_file_without_line_ends_does_not_fill_the_memory()
    {
        var reader = new LineReader(new Pieces(new byte[1_000_000], 10_000), 100_000);
        Assert.Throws<InvalidDataException>(() => reader.TryRead(out _));
    }

    private static List<string> Read(Stream stream, int longest)
    {
        var reader = new LineReader(stream, longest);
        var lines = new List<string>();
        while (reader.TryRead(out var line))
        {
            lines.Add(Encoding.UTF8.GetString(line.Span));
        }

        return lines;
    }

    private sealed class Pieces(byte[] content, int size) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(size, buffer.Length)]);
    }
}
