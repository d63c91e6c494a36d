using System.Buffers;
using System.Text;
using System.Text.Json;
using Persist.Engine.Errors;
using Persist.Engine.Items;

namespace Persist.Json;

/// <summary>Turns PowerShell objects into the JSON text that is stored. The rules are a table in <c>docs/values.md</c>.</summary>
internal sealed class JsonWriting
{
    /// <summary>How deep a value may nest; the store checks the same limit.</summary>
    public const int MaxDepth = 1000;

    private static readonly JsonWriterOptions Options = new()
    {
        // Readable text: the store is no web page.
        Encoder = new PlainTextEncoder(),
        SkipValidation = true,
        MaxDepth = MaxDepth + 1,
    };

    [ThreadStatic]
    private static JsonWriting? _spare;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer;

    private JsonWriting() => _writer = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The JSON text of a value.</summary>
    /// <param name="key">The item's key, for the message when it cannot be stored.</param>
    /// <param name="value">Any PowerShell value.</param>
    /// <exception cref="PersistException">The value has no exact JSON form, is too deep, or too large.</exception>
    public static string Write(string key, object? value)
    {
        // A property getter may run a script that writes another item: then the spare is taken and a new one is made.
        var writing = _spare ?? new JsonWriting();
        _spare = null;
        try
        {
            new ValueWriter(writing._writer, key).Write(value);
            writing._writer.Flush();
            return Encoding.UTF8.GetString(writing._buffer.WrittenSpan);
        }
        catch (InsufficientExecutionStackException failure)
        {
            throw PersistErrors.ValueTooDeep.Because(failure, key, MaxDepth);
        }
        finally
        {
            writing.Reset();
        }
    }

    private void Reset()
    {
        // Flushes nothing: a failed value leaves half a text behind.
        _writer.Reset();
        if (_buffer.Capacity <= ItemLimits.ValueBytes / 16)
        {
            _buffer.Clear();
            _writer.Reset(_buffer);
            _spare = this;
        }
    }
}
