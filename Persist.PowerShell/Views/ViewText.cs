using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text.RegularExpressions;
using Persist.Engine.Errors;
using Persist.Json;

namespace Persist;

/// <summary>How the default views fit text into the columns that the window leaves. Persist.format.ps1xml calls it.</summary>
public static partial class ViewText
{
    // What PowerShell lays out for where there is no window.
    private const int UsualColumns = 80;
    private const int FewestColumns = 8;

    /// <summary>The end of a text, which is what tells paths and addresses apart, in one of the columns that share the rest of a row.</summary>
    /// <param name="text">The text.</param>
    /// <param name="host">The host, which knows the window.</param>
    /// <param name="taken">How many columns of the window the others take, with the gaps between all of them.</param>
    /// <param name="sharers">How many columns share what is left.</param>
    public static string Tail(string? text, PSHost? host, int taken, int sharers) => Tail(text, (ColumnsOf(host) - taken) / sharers);

    /// <summary>The end of a text, in at most so many columns of the window.</summary>
    public static string Tail(string? text, int columns)
    {
        text ??= "";
        var (start, left) = (text.Length, Math.Max(columns, FewestColumns));
        if (WidthOf(text) <= left)
        {
            return text;
        }

        for (left--; start > 0; start--) // one column is for the ellipsis
        {
            // Two halves of a character take one column each, and stay together.
            var isPair = start > 1 && char.IsSurrogatePair(text, start - 2);
            left -= isPair ? 2 : WidthOf(text[start - 1]);
            if (left < 0)
            {
                break;
            }

            start -= isPair ? 1 : 0;
        }

        return "…" + text[start..];
    }

    /// <summary>A remote in short: host and database of a server, the path of a file as it is.</summary>
    public static string Remote(string? address) => Decoration().Replace(address ?? "", "");

    /// <summary>A time; that of an object which came from another process is a text.</summary>
    public static string Time(object? time) => time switch
    {
        DateTimeOffset exact => exact.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        null => "",
        _ => DateTimeOffset.TryParse(time.ToString(), CultureInfo.InvariantCulture, out var read) ? Time(read.ToLocalTime()) : time.ToString()!,
    };

    /// <summary>The value of an item or a version, as JSON.</summary>
    /// <param name="shown">The item or the version, or what is left of it on its way from another process.</param>
    public static string Value(PSObject shown) => shown.BaseObject switch
    {
        PersistItem item => item.GetJson(),
        PersistVersion version => version.ToString(),
        _ when LanguagePrimitives.IsTrue(shown.Properties[nameof(PersistVersion.IsDeleted)]?.Value) => PersistVersion.Deletion,
        _ => Json(shown.Properties[nameof(PersistItem.Value)]?.Value),
    };

    /// <summary>What a merge chose, as JSON; nothing where it failed.</summary>
    public static string Result(object? result, string? error) => result switch
    {
        Deleted => PersistVersion.Deletion,
        null when !string.IsNullOrEmpty(error) => "",
        _ => Json(result),
    };

    private static string Json(object? value)
    {
        try
        {
            return JsonWriting.Write("", value);
        }
        catch (PersistException failure)
        {
            return failure.Message; // a view shows what it can
        }
    }

    // A row leaves the window's last column empty.
    private static int ColumnsOf(PSHost? host)
    {
        try
        {
            return (host?.UI?.RawUI?.BufferSize.Width is > 0 and var width ? width : UsualColumns) - 1;
        }
        catch (Exception failure) when (failure is HostException or NotImplementedException)
        {
            return UsualColumns - 1; // a host without a window
        }
    }

    private static int WidthOf(string text) => text.Sum(WidthOf);

    // The wide characters of East Asian scripts, as PowerShell counts them (Markus Kuhn's wcwidth).
    private static int WidthOf(char character) => character switch
    {
        >= '\u1100' and <= '\u115f' or '\u2329' or '\u232a' or (>= '\u2e80' and <= '\ua4cf' and not '\u303f') => 2,
        (>= '\uac00' and <= '\ud7a3') or (>= '\uf900' and <= '\ufaff') or (>= '\ufe10' and <= '\ufe19') or (>= '\ufe30' and <= '\ufe6f') => 2,
        (>= '\uff00' and <= '\uff60') or (>= '\uffe0' and <= '\uffe6') => 2,
        _ => 1,
    };

    [GeneratedRegex("^postgres://(.*@)?|:5432(?=/)")]
    private static partial Regex Decoration();
}
