using System.Globalization;
using Persist.Engine.Items;

namespace Persist.Engine.Transfer;

/// <summary>What reading and writing an export have in common. The format is described in <c>docs/transfer.md</c>.</summary>
internal static class ExportFormat
{
    /// <summary>The value of the header's member <c>format</c>.</summary>
    public const string Name = "persist-export";

    /// <summary>The version that is written, and the newest that is read.</summary>
    public const long Version = 1;

    /// <summary>The longest line, in bytes: a file without line ends must not fill the memory.</summary>
    public const int LineBytes = 256 * 1024 * 1024;

    /// <summary>How the last line begins, and no other.</summary>
    public static ReadOnlySpan<byte> FooterStart => "{\"end\":"u8;

    /// <summary>A point in time, to the microsecond.</summary>
    public static string Time(long stamp) => Stamp.ToTime(stamp).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
