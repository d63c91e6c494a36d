using System.Text;
using System.Text.Json;
using Persist.Engine.Errors;

namespace Persist.Engine.Items;

/// <summary>What a key and a value must be. Checked at every write, and again for everything that a remote returns.</summary>
internal static class ItemRules
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>How deep a value may be nested.</summary>
    public const int MaxDepth = 1000;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = MaxDepth };

    /// <summary>The key in the form in which it is stored: NFC.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidKey"/> or <see cref="PersistErrors.KeyTooLong"/>.</exception>
    public static string NormalizeKey(string? key)
    {
        if (string.IsNullOrEmpty(key))
        {
            throw PersistErrors.InvalidKey.With(key, "it is empty");
        }

        // Nearly every key: each character is a byte of UTF-8, and normal as it is.
        if (key.Length <= ItemLimits.KeyBytes && Ascii.IsValid(key) && !key.Contains('\0', StringComparison.Ordinal))
        {
            return key;
        }

        if (key.Contains('\0', StringComparison.Ordinal))
        {
            throw PersistErrors.InvalidKey.With(key.Replace("\0", "\\0", StringComparison.Ordinal), "it contains the character NUL");
        }

        if (Utf8Length(key) < 0)
        {
            throw PersistErrors.InvalidKey.With(Readable(key), "it contains half of a surrogate pair");
        }

        var normal = Normalize(key);
        var length = Utf8Length(normal);
        return length <= ItemLimits.KeyBytes ? normal : throw PersistErrors.KeyTooLong.With(normal[..40], length, ItemLimits.KeyBytes);
    }

    /// <summary>Refuses what is not one JSON value of acceptable size.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidValue"/> or <see cref="PersistErrors.ValueTooLarge"/>.</exception>
    public static void CheckJson(string key, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(StrictUtf8.GetMaxByteCount(Math.Min(json.Length, ItemLimits.ValueBytes + 1)));
        try
        {
            // Longer in UTF-16 units than the limit in bytes: no need to encode it to know.
            var length = json.Length > ItemLimits.ValueBytes ? StrictUtf8.GetByteCount(json) : StrictUtf8.GetBytes(json, rented);
            if (length > ItemLimits.ValueBytes)
            {
                throw PersistErrors.ValueTooLarge.With(key, length, ItemLimits.ValueBytes);
            }

            var reader = new Utf8JsonReader(rented.AsSpan(0, length), Strict);
            while (reader.Read())
            {
            }
        }
        catch (EncoderFallbackException failure)
        {
            throw PersistErrors.InvalidValue.Because(failure, key, "it contains half of a surrogate pair");
        }
        catch (JsonException failure)
        {
            throw PersistErrors.InvalidValue.Because(failure, key, failure.Message);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>True for the text of a JSON object.</summary>
    /// <param name="json">Well-formed JSON.</param>
    public static bool IsObject(string json) => BeginsWith(json, '{');

    /// <summary>True for the text of a JSON array.</summary>
    /// <param name="json">Well-formed JSON.</param>
    public static bool IsArray(string json) => BeginsWith(json, '[');

    /// <summary>Refuses a member or a field's name that does not fit an index row of the remote together with its key.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidPart"/> or <see cref="PersistErrors.PartTooLong"/>.</exception>
    public static void CheckPath(string key, string path)
    {
        if (path.Length == 0)
        {
            throw PersistErrors.InvalidPart.With(key, path, "its name is empty");
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw PersistErrors.InvalidPart.With(key, path.Replace("\0", "\\0", StringComparison.Ordinal), "it contains the character NUL");
        }

        var length = Utf8Length(path);
        if (length < 0)
        {
            throw PersistErrors.InvalidPart.With(key, Readable(path), "it contains half of a surrogate pair");
        }

        length += Utf8Length(key);
        if (length > ItemLimits.KeyBytes)
        {
            throw PersistErrors.PartTooLong.With(key, path[..Math.Min(40, path.Length)], length, ItemLimits.KeyBytes);
        }
    }

    /// <summary>The text by which a member of a set is compared.</summary>
    /// <param name="key">The set's key.</param>
    /// <param name="json">Well-formed JSON.</param>
    /// <exception cref="PersistException">It cannot be a member.</exception>
    public static string CanonicalMember(string key, string json)
    {
        try
        {
            var canonical = CanonicalJson.Of(json);
            CheckPath(key, canonical);
            return canonical;
        }
        catch (InvalidOperationException failure)
        {
            // Well-formed JSON can escape what is no character.
            throw PersistErrors.InvalidValue.Because(failure, key, "it contains half of a surrogate pair");
        }
    }

    private static bool BeginsWith(string json, char mark) => json.AsSpan().TrimStart(" \t\r\n") is [var first, ..] && first == mark;

    private static string Normalize(string key)
    {
        try
        {
            return key.IsNormalized(NormalizationForm.FormC) ? key : key.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException failure)
        {
            throw PersistErrors.InvalidKey.Because(failure, key, "it contains a code point that is not a character");
        }
    }

    private static int Utf8Length(string text)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return -1;
        }
    }

    private static string Readable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
