namespace Persist.Engine.Transfer;

/// <summary>Reads lines as bytes, in constant memory. LF ends a line; a CR before it, and a mark of UTF-8 at the beginning, are no part of it.</summary>
/// <param name="stream">What is read; the caller's to close.</param>
/// <param name="longest">How many bytes a line may have.</param>
internal sealed class LineReader(Stream stream, int longest)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start, _end;

    /// <summary>The number of the line that was read last; the first is 1.</summary>
    public long Number { get; private set; }

    /// <summary>How many bytes lie before the end of that line.</summary>
    public long Position { get; private set; }

    /// <summary>The next line; valid until the one after it is read.</summary>
    /// <exception cref="InvalidDataException">It is longer than may be.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        var searched = _start;
        int length;
        while ((length = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n')) < 0)
        {
            searched = _end - _start;
            if (!Fill())
            {
                return TakeRest(out line);
            }
        }

        line = Take(searched - _start + length, ended: true);
        return true;
    }

    // Moves what is left to the front, and reads behind it. Afterwards _start is 0.
    private bool Fill()
    {
        var left = _end - _start;
        if (left > longest)
        {
            throw new InvalidDataException($"line {Number + 1} is longer than {longest} bytes");
        }

        var target = left == _buffer.Length ? new byte[_buffer.Length * 2L] : _buffer;
        _buffer.AsSpan(_start, left).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, left);
        var read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }

    private bool TakeRest(out ReadOnlyMemory<byte> line)
    {
        line = default;
        if (_end == _start)
        {
            return false;
        }

        line = Take(_end - _start, ended: false);
        return true;
    }

    private ReadOnlyMemory<byte> Take(int length, bool ended)
    {
        var line = _buffer.AsMemory(_start, length);
        var taken = length + (ended ? 1 : 0);
        _start += taken;
        Position += taken;
        Number++;
        if (Number == 1 && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return line.Span is [.., (byte)'\r'] ? line[..^1] : line;
    }
}
