using System.Globalization;
using System.Text;
using Persist.Engine.Errors;

namespace Persist.Engine.Items;

/// <summary>
/// Keys are stored in Unicode's normal form C, and a replica refuses all that its remote sends where one is not. A process without
/// culture data (<c>DOTNET_SYSTEM_GLOBALIZATION_INVARIANT</c>) takes every text for normal: so it makes no item whose key might not be.
/// </summary>
internal static class NormalForm
{
    private static readonly bool IsKnown = !"e\u0301".IsNormalized(NormalizationForm.FormC);

    /// <summary>Refuses the key of a new item of which this process cannot tell whether it is in normal form.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidKey"/>.</exception>
    public static void Check(string key)
    {
        if (!IsKnown && !Ascii.IsValid(key) && key.EnumerateRunes().Any(MayHaveAnother))
        {
            throw PersistErrors.InvalidKey.With(
                key, "this process has no data on Unicode's normal forms (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT), and if it is in another one, no other replica takes it");
        }
    }

    /// <summary>False for a character that is in normal form wherever it stands: those of Latin, Cyrillic, Chinese and most other scripts, without marks of their own.</summary>
    internal static bool MayHaveAnother(Rune character) => character.Value switch
    {
        < 0x300 => false,
        0x374 or 0x37E or 0x387 or 0x2000 or 0x2001 or 0x2126 or 0x212A or 0x212B or 0x2329 or 0x232A or 0x2ADC => true,

        // The scripts of India, Tibetan, the parts of Korean syllables, polytonic Greek.
        (>= 0x900 and <= 0xDFF) or (>= 0xF00 and <= 0xFFF) or (>= 0x1100 and <= 0x11FF) or (>= 0x1F00 and <= 0x1FFF) => true,

        // Compatibility ideographs, pointed Hebrew, musical symbols.
        (>= 0xF900 and <= 0xFAFF) or (>= 0xFB1D and <= 0xFB4F) or (>= 0x1D15E and <= 0x1D1C0) or (>= 0x2F800 and <= 0x2FA1F) => true,
        _ => Rune.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark,
    };
}
