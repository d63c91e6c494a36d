using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Persist.Json;

/// <summary>
/// Escapes what JSON demands and nothing else. The relaxed encoder of the library still writes emoji as two escapes,
/// which a person who reads the file cannot.
/// </summary>
internal sealed unsafe class PlainTextEncoder : JavaScriptEncoder
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(c => (char)c), '"', '\\', '\u007f', '\u2028', '\u2029']);

    private static readonly SearchValues<byte> EscapedUtf8 = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(c => (byte)c), (byte)'"', (byte)'\\', 0x7f]);

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar < 32 || unicodeScalar is '"' or '\\' or 0x7f or 0x2028 or 0x2029;

    public override int FindFirstCharacterToEncode(char* text, int textLength) =>
        new ReadOnlySpan<char>(text, textLength).IndexOfAny(Escaped);

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => utf8Text.IndexOfAny(EscapedUtf8);

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var destination = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar))
        {
            return new Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);
        }

        var text = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => @"\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\b' => "\\b",
            '\f' => "\\f",
            _ => $"\\u{unicodeScalar:x4}",
        };
        var fits = text.TryCopyTo(destination);
        numberOfCharactersWritten = fits ? text.Length : 0;
        return fits;
    }
}
